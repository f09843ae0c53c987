import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '../../test/memory-file.ts';
import { loadTokenizer } from './load-tokenizer.ts';

const model = { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: ['a b'] };
const load = (definition: unknown) => loadTokenizer(memorySource({ 'tokenizer.json': JSON.stringify(definition) }));

test('what a file may get wrong is refused, and named', async () => {
  const split = (pattern: string, behavior: string) => ({
    model,
    pre_tokenizer: { type: 'Split', pattern: { Regex: pattern }, behavior },
  });
  const wrong: [unknown, RegExp][] = [
    [{ model: { ...model, merges: ['a c'] } }, /Merge 0, "a c", is of tokens that the vocabulary lacks/],
    [{ model: { ...model, merges: [1] } }, /Merge 0 is 1/],
    [{ model: { ...model, vocab: { a: -1 } } }, /Token "a" has id -1/],
    [{ model: { ...model, vocab: { a: 1e12 }, merges: [] } }, /has id 1000000000000/],
    [{ model: { ...model, dropout: 0.1 } }, /at random/],
    [{ model: { type: 'Unigram', vocab: [], unk_id: 0 } }, /no "vocab"/],
    [{ model: { type: 'Unigram', vocab: [['a', 0]], unk_id: 7 } }, /unk_id is 7/],
    [{ model: { type: 'Unigram', vocab: [['a', 'x']] } }, /Token 0 is \["a","x"\]/],
    [{ model, normalizer: { type: 'Nonsense' } }, /Unknown normalizer "Nonsense"/],
    [{ model, normalizer: { type: 'constructor' } }, /Unknown normalizer "constructor"/],
    [{ model, normalizer: { type: 'Precompiled', precompiled_charsmap: '//////8=' } }, /character map/],
    [{ model, pre_tokenizer: { type: 'toString' } }, /Unknown pre-tokenizer "toString"/],
    [{ model, pre_tokenizer: { type: 'Sequence' } }, /Not a list of sections/],
    [{ model, pre_tokenizer: 5 }, /"pre_tokenizer" is 5/],
    [{ model, decoder: { type: 'CTC' } }, /Unknown decoder "CTC"/],
    [split('(', 'Isolated'), /Unclosed group/],
    [split('a', 'toString'), /Unknown split behavior "toString"/],
    [{ model, added_tokens: [{ id: -1, content: 'x' }] }, /Not an added token/],
    [{ model, added_tokens: [{ id: 2 ** 40, content: 'x' }] }, /Not an added token/],
    [
      {
        model,
        post_processor: {
          type: 'TemplateProcessing',
          ...{ single: [{ SpecialToken: { id: 'x' } }], special_tokens: { x: { ids: [2 ** 32] } } },
        },
      },
      /special token "x" are \[4294967296\]/,
    ],
    [
      {
        model,
        post_processor: { type: 'TemplateProcessing', single: [{ SpecialToken: { id: 'x' } }], special_tokens: {} },
      },
      /does not define "x"/,
    ],
  ];
  for (const [definition, message] of wrong) {
    await assert.rejects(load(definition), { code: 'TOKENIZER_INVALID', message }, JSON.stringify(definition));
  }
});

test('a normalizer that lets a text grow without end is stopped', async () => {
  const double = { type: 'Replace', pattern: { String: 'a' }, content: 'aa' };
  const { encode } = await load({
    model,
    normalizer: { type: 'Sequence', normalizers: Array.from({ length: 40 }, () => double) },
  });
  assert.throws(() => encode('a'), { code: 'TOKENIZER_INVALID', message: /makes \d+ characters out of 1/ });
});

test('a word without a token is refused where the file names no unknown token', async () => {
  const { encode } = await load({ model: { type: 'WordLevel', vocab: { a: 0 }, unk_token: '[UNK]' } });
  assert.deepEqual([...encode('a')], [0]);
  assert.throws(() => encode('b'), { code: 'TOKENIZER_INVALID', message: /"b" is not in the vocabulary/ });
});

test('merges go by rank, then from the left, on words of any length', async () => {
  const ranked = { type: 'BPE', vocab: { a: 0, b: 1, aa: 2, ab: 3, aab: 4 }, merges: ['a b', 'a a', 'a ab'] };
  const { encode } = await load({ model: ranked });
  assert.deepEqual([...encode('aab')], [4]); // a·b first, then a·ab
  assert.deepEqual([...encode('aaaab')], [2, 4]);
  assert.deepEqual([...encode('aaa')], [2, 0]);
  const long = encode('a'.repeat(400_001));
  assert.equal(long.length, 200_001);
  assert.equal(long.at(-1), 0);
});
