import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadTokenizer } from '../src/tokenizer/index.ts';
import { memorySource } from './memory-file.ts';
import { folder, kinds, readKind, strings } from './tokenizer-fixtures.ts';

interface Difference {
  kind: string;
  text: string;
  expected: number[];
  ours: number[];
  cause: string;
}

/** What is not as transformers does it, and why. A difference that is gone has to go from the list too. */
const known: Difference[] = JSON.parse(readFileSync(new URL('known-differences.json', folder), 'utf8'));

test('there are two thousand strings and all kinds', () => {
  assert.equal(new Set(strings).size, 2000);
  assert.equal(kinds.length, 43);
});

for (const name of kinds) {
  test(`${name}: awkward strings have the ids that transformers gives them`, async () => {
    const kind = readKind(name);
    const tokenizer = await loadTokenizer(
      memorySource({
        'tokenizer.json': JSON.stringify(kind.tokenizer),
        'tokenizer_config.json': JSON.stringify(kind.config),
        ...(kind.modelType && { 'config.json': JSON.stringify({ model_type: kind.modelType }) }),
      }),
    );
    const differences: Omit<Difference, 'cause'>[] = [];
    for (const [i, text] of strings.entries()) {
      const ours = [...tokenizer.encode(text, { addSpecialTokens: false })];
      const expected = kind.ids[i];
      if (ours.join() !== expected.join()) differences.push({ kind: name, text, expected, ours });
    }
    const listed = known.filter((difference) => difference.kind === name);
    assert.deepEqual(
      differences,
      listed.map(({ cause: _, ...difference }) => difference),
    );
    assert.equal(tokenizer.vocabSize, kind.vocabSize);
    assert.deepEqual(tokenizer.specialTokensAdded, kind.specialTokensAdded);
    assert.deepEqual([...tokenizer.encode('')], kind.specialTokensAdded);
    const decoded = Object.keys(kind.decoded).map((id) => [id, tokenizer.decodeToken(Number(id))]);
    assert.deepEqual(Object.fromEntries(decoded), kind.decoded);
  });
}

test('a lone surrogate is U+FFFD, as it is in any text that comes in UTF-8', async () => {
  const { tokenizer } = readKind('gpt2');
  const { encode } = await loadTokenizer(memorySource({ 'tokenizer.json': JSON.stringify(tokenizer) }));
  assert.deepEqual([...encode('a\ud83dz')], [...encode('a\ufffdz')]);
});
