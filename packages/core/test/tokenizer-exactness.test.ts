import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { loadTokenizer } from '../src/tokenizer/index.ts';
import { memorySource } from './memory-file.ts';

/** Tokenizers of every kind and what transformers makes of awkward strings: tools/reference/make_tokenizer_fixtures.py */
const folder = new URL('fixtures/tokenizers/', import.meta.url);
const read = (name: string) => JSON.parse(gunzipSync(readFileSync(new URL(`${name}.json.gz`, folder))).toString());

interface Kind {
  like?: string;
  // biome-ignore lint/suspicious/noExplicitAny: a file of another library
  tokenizer: any;
  config: Record<string, unknown>;
  modelType: string | null;
  vocabSize: number;
  specialTokensAdded: number[];
  decoded: Record<string, string>;
  /** One array for each string, or the ones that differ from those of the kind this one is like. */
  ids: Record<string, number[]>;
}

interface Difference {
  kind: string;
  text: string;
  expected: number[];
  ours: number[];
  cause: string;
}

const strings: string[] = read('strings');
const kinds = readdirSync(folder)
  .filter((file) => file.endsWith('.json.gz') && file !== 'strings.json.gz')
  .map((file) => file.replace('.json.gz', ''));
/** What is not as transformers does it, and why. A difference that is gone has to go from the list too. */
const known: Difference[] = JSON.parse(readFileSync(new URL('known-differences.json', folder), 'utf8'));

function readKind(name: string): Kind {
  const kind: Kind = read(name);
  if (kind.like === undefined) return kind;
  const base = readKind(kind.like);
  const { vocab, merges } = base.tokenizer.model;
  kind.tokenizer.model = { vocab, merges, ...kind.tokenizer.model };
  const steps = kind.tokenizer.normalizer?.normalizers ?? [];
  for (const step of steps) {
    if (step.precompiled_charsmap === 'as in the base') {
      step.precompiled_charsmap = base.tokenizer.normalizer.precompiled_charsmap;
    }
  }
  return { ...kind, ids: { ...base.ids, ...kind.ids }, decoded: { ...base.decoded, ...kind.decoded } };
}

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
