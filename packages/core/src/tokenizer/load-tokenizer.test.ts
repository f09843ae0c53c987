import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { memorySource } from '../../test/memory-file.ts';
import { loadTokenizer } from './load-tokenizer.ts';

const folder = new URL('../../../../examples/models/g0/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder));
const definition = read('tokenizer.json');
const config = read('tokenizer_config.json');

test('tokens put together give the text again, and the hash is that of the file', async () => {
  const tokenizer = await loadTokenizer(
    memorySource({ 'tokenizer.json': definition, 'tokenizer_config.json': config }),
  );
  const text = 'Perplexity of “quotes”, tabs\t, an emoji 🙂 and\nlines.';
  const ids = tokenizer.encode(text);
  assert.ok(ids instanceof Int32Array && ids.length > 10);
  assert.equal(tokenizer.vocabSize, 1024);
  assert.equal(tokenizer.decodeToken(1023), '<|endoftext|>');
  assert.equal(tokenizer.sha256, createHash('sha256').update(definition).digest('hex'));
  assert.deepEqual(tokenizer.specialTokensAdded, []);
  assert.equal([...tokenizer.encode('plain words')].map(tokenizer.decodeToken).join(''), 'plain words');
});

test('special tokens are added as the tokenizer states, and reported', async () => {
  const begin = { SpecialToken: { id: '<|endoftext|>', type_id: 0 } };
  const sequence = { Sequence: { id: 'A', type_id: 0 } };
  const processor = {
    type: 'TemplateProcessing',
    single: [begin, sequence],
    pair: [begin, sequence],
    special_tokens: { '<|endoftext|>': { id: '<|endoftext|>', ids: [1023], tokens: ['<|endoftext|>'] } },
  };
  const changed = JSON.stringify({ ...JSON.parse(definition.toString()), post_processor: processor });
  const tokenizer = await loadTokenizer(memorySource({ 'tokenizer.json': changed, 'tokenizer_config.json': config }));
  const plain = await loadTokenizer(memorySource({ 'tokenizer.json': definition, 'tokenizer_config.json': config }));
  assert.deepEqual(tokenizer.specialTokensAdded, [1023]);
  assert.deepEqual([...tokenizer.encode('a text')], [1023, ...plain.encode('a text')]);
});

test('tokenizer.json alone is enough', async () => {
  const tokenizer = await loadTokenizer(memorySource({ 'tokenizer.json': definition }));
  assert.ok(tokenizer.encode('text').length > 0);
});

test('two tokenizers loaded at once keep to their own files', async () => {
  const swapped = JSON.parse(definition.toString());
  const { vocab } = swapped.model;
  [vocab.a, vocab.b] = [vocab.b, vocab.a];
  const [one, other] = await Promise.all([
    loadTokenizer(memorySource({ 'tokenizer.json': definition })),
    loadTokenizer(memorySource({ 'tokenizer.json': JSON.stringify(swapped) })),
  ]);
  assert.deepEqual([...one.encode('a')], [...other.encode('b')]);
  assert.notDeepEqual([...one.encode('a')], [...other.encode('a')]);
});

test('a model without tokenizer.json is told how to get one', async () => {
  await assert.rejects(loadTokenizer(memorySource({ 'vocab.json': '{}' })), {
    code: 'TOKENIZER_MISSING',
    fix: /save_pretrained/,
  });
});

test('a file that defines no tokenizer is refused', async () => {
  const notUtf8 = Uint8Array.of(0xff, 0xfe, 0x7b);
  for (const file of ['', '{', '[]', 'null', '{}', '{"model":{"type":"Nonsense"}}', '{"model":{}}', notUtf8]) {
    await assert.rejects(
      loadTokenizer(memorySource({ 'tokenizer.json': file, 'tokenizer_config.json': config })),
      { code: 'TOKENIZER_INVALID' },
      `${file}`,
    );
  }
  await assert.rejects(loadTokenizer(memorySource({ 'tokenizer.json': definition, 'tokenizer_config.json': '{' })), {
    code: 'TOKENIZER_INVALID',
  });
});
