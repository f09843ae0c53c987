import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadTokenizer, type Tokenizer } from '../src/tokenizer/index.ts';
import { tokenEnds } from '../src/tracing/token-ends.ts';
import { memorySource } from './memory-file.ts';
import { readKind } from './tokenizer-fixtures.ts';

const { text, cases } = JSON.parse(
  readFileSync(new URL('../src/tracing/fixtures/token-ends.json', import.meta.url), 'utf8'),
) as { text: string; cases: Record<string, { ids: number[]; ends: number[] }> };

async function tokenizerOf(name: string): Promise<Tokenizer> {
  const { tokenizer, config } = readKind(name);
  return loadTokenizer(
    memorySource({ 'tokenizer.json': JSON.stringify(tokenizer), 'tokenizer_config.json': JSON.stringify(config) }),
  );
}

for (const [name, expected] of Object.entries(cases)) {
  test(`${name}: tokens end where the library tokenizers says`, async () => {
    const tokenizer = await tokenizerOf(name);
    const ids = tokenizer.encode(text, { addSpecialTokens: false });
    assert.deepEqual([...ids], expected.ids);
    assert.deepEqual([...tokenEnds(tokenizer, text, ids)], expected.ends);
  });
}

test('a tokenizer that changes the text places none of its tokens', async () => {
  const tokenizer = await tokenizerOf('bert-uncased');
  const changed = 'The Capital of a Café';
  const ids = tokenizer.encode(changed, { addSpecialTokens: false });
  assert.throws(() => tokenEnds(tokenizer, changed, ids), { code: 'TRACE_TEXT_UNALIGNED' });
});
