import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { fuzzCases } from '../../test/fuzz/cases.ts';
import { damage, damaged } from '../../test/fuzz/damaged-json.ts';
import { refusedByCode } from '../../test/fuzz/refused-by-code.ts';
import { memorySource } from '../../test/memory-file.ts';
import { kinds, readKind, strings } from '../../test/tokenizer-fixtures.ts';
import { loadTokenizer } from './load-tokenizer.ts';

/** Small vocabularies of each kind: what is attacked is the structure, and every case reads the whole file. */
const entriesKept = 300;
const tokenizers = new Map(kinds.map((name) => [name, withSmallVocabulary(readKind(name).tokenizer)]));
const codes = ['TOKENIZER_INVALID', 'TOKENIZER_MISSING', 'FILE_TOO_LARGE'];

it('a tokenizer.json with odd values in it encodes or is refused with a code', async () => {
  let encoded = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...kinds),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...strings),
      async (kind, damages, text) => {
        const file = JSON.stringify(damaged(tokenizers.get(kind), damages));
        const done = await refusedByCode(async () => {
          const loaded = await loadTokenizer(memorySource({ 'tokenizer.json': file, 'tokenizer_config.json': '{}' }));
          for (const id of loaded.encode(text.slice(0, 200))) loaded.decodeToken(id);
        }, codes);
        if (done) encoded++;
      },
    ),
    { numRuns: fuzzCases },
  );
  assert.ok(encoded > 0, 'some damage leaves a tokenizer');
});

// biome-ignore lint/suspicious/noExplicitAny: a file of another library
function withSmallVocabulary(tokenizer: any): unknown {
  const { model } = tokenizer;
  const vocab = Array.isArray(model.vocab)
    ? model.vocab.slice(0, entriesKept)
    : Object.fromEntries(Object.entries(model.vocab).slice(0, entriesKept));
  const known = (piece: string) => Array.isArray(vocab) || Object.hasOwn(vocab, piece);
  const merges = model.merges?.filter((merge: string | string[]) => {
    const [left, right] = typeof merge === 'string' ? merge.split(' ') : merge;
    return known(left) && known(right) && known(left + right);
  });
  return { ...tokenizer, model: { ...model, vocab, ...(merges && { merges }) } };
}
