import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { textCorpus } from '../corpora/index.ts';
import { loadModel } from '../evaluation/load-model.ts';
import type { Tokenizer } from '../tokenizer/index.ts';
import { perplexity } from './perplexity.ts';

const folder = fileURLToPath(new URL('../../../../examples/models/g0', import.meta.url));
const load = () => loadModel(folder, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });

/** A tokenizer that gives these ids for any text. */
const giving = (ids: number[]): Tokenizer => ({
  file: 'tokenizer.json',
  sha256: '',
  vocabSize: 1024,
  encode: () => Int32Array.from(ids),
  specialTokensAdded: [],
  bosTokenId: null,
  eosTokenId: null,
  decode: (these) => these.join(''),
  decodeToken: String,
});

test('an empty text, and one of a single token, have nothing to score', async () => {
  const { checkpoint, spec } = await load();
  try {
    for (const [text, ids] of [
      ['', []],
      ['x', [3]],
      ['x', []],
    ] as [string, number[]][]) {
      await assert.rejects(
        perplexity({
          checkpoint,
          spec,
          tokenizer: giving(ids),
          corpus: textCorpus({ id: 'mine', text }),
          provider: 'cpu',
        }),
        { code: 'TEXT_EMPTY', message: /"mine"/ },
      );
    }
  } finally {
    await checkpoint.close();
  }
});

test('a last window of one token scores nothing', async () => {
  const { checkpoint, spec } = await load();
  try {
    const ids = Array.from({ length: 129 }, (_, i) => (7 * i) % 1024);
    const corpus = textCorpus({ id: 'mine', text: 'any' });
    const longer = await perplexity({ checkpoint, spec, tokenizer: giving(ids), corpus, provider: 'cpu' });
    const shorter = await perplexity({
      checkpoint,
      spec,
      tokenizer: giving(ids.slice(0, 128)),
      corpus,
      provider: 'cpu',
    });
    assert.equal(longer.scoredTokens, 127);
    assert.equal(longer.tokens.at(-1)!.nllNats, null);
    assert.ok(Math.abs(longer.nllNats - shorter.nllNats) < 1e-6);
  } finally {
    await checkpoint.close();
  }
});

test('a token id that the model has no row for is refused', async () => {
  const { checkpoint, spec } = await load();
  try {
    await assert.rejects(perplexity({ checkpoint, spec, tokenizer: giving([1, 1024]), provider: 'cpu' }), {
      code: 'TOKEN_OUT_OF_RANGE',
    });
  } finally {
    await checkpoint.close();
  }
});
