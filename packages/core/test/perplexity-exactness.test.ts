import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { textCorpus } from '../src/corpora/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { passage, perplexity } from '../src/perplexity/index.ts';
import { PerplexityResult } from '../src/results/index.ts';
import { loadTokenizer } from '../src/tokenizer/index.ts';

const examples = new URL('../../../examples/models/', import.meta.url);
const zoo = new URL('../../../../shared/zoo/', import.meta.url);
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

/** Token ids and losses of transformers on the passage: tools/reference/make_fixtures.py */
const reference: {
  models: Record<
    string,
    { tokenIds: number[]; contextLength: number; nllNats: (number | null)[]; firstWindowLoss: number }
  >;
} = JSON.parse(readFileSync(new URL('fixtures/passage.json', import.meta.url), 'utf8'));

test('the passage is byte for byte the one that every published number was measured on', () => {
  const { text } = passage();
  assert.equal(
    createHash('sha256').update(text).digest('hex'),
    '315feaafd173333f689ce7c1cd6547c5e5a343e504849c30f2f4e6cf67d697d1',
  );
});

for (const [name, expected] of Object.entries(reference.models)) {
  test(`examples/models/${name}: tokens and losses on the passage are those of transformers`, async () => {
    const result = await runPerplexity({
      request: { model: fileURLToPath(new URL(name, examples)), tasks: ['perplexity'] },
      models,
      provider: 'cpu',
      codeCommit: null,
    });
    assert.ok(Value.Check(PerplexityResult, JSON.parse(JSON.stringify(result))), 'the result fits its schema');
    assert.deepEqual(
      result.tokens.map(({ id }) => id),
      expected.tokenIds,
    );
    let total = 0;
    for (const [position, loss] of expected.nllNats.entries()) {
      const { nllNats } = result.tokens[position];
      if (loss === null) {
        assert.equal(nllNats, null, `token ${position} is the first of a window`);
        continue;
      }
      assert.ok(Math.abs(nllNats! - loss) < 1e-4, `token ${position}: ${nllNats}, expected ${loss}`);
      total += loss;
    }
    const scored = expected.nllNats.filter((loss) => loss !== null).length;
    assert.equal(result.scoredTokens, scored);
    assert.ok(Math.abs(result.perplexity / Math.exp(total / scored) - 1) < 1e-4);
    assert.equal(result.tokens.map(({ text }) => text).join(''), passage().text);
    assert.equal(result.protocol.windowTokens, expected.contextLength);
    assert.deepEqual(result.protocol.tokenizer.specialTokensAdded, []);
    assert.equal(result.protocol.text.sizeBytes, 554);
  });
}

test('a text within the context gives the loss of transformers with labels', async () => {
  const { tokenIds, contextLength, firstWindowLoss } = reference.models.g0;
  const { source, checkpoint, spec } = await loadModel(fileURLToPath(new URL('g0', examples)), { models });
  try {
    const tokenizer = await loadTokenizer(source);
    const ids = tokenIds.slice(0, contextLength);
    const text = ids.map((id) => tokenizer.decodeToken(id)).join('');
    const { meanNllNats, tokens } = await perplexity({
      checkpoint,
      spec,
      tokenizer,
      corpus: textCorpus({ id: 'start', text }),
      provider: 'cpu',
    });
    assert.deepEqual(
      tokens.map(({ id }) => id),
      ids,
    );
    assert.ok(Math.abs(meanNllNats - firstWindowLoss) < 1e-5);
  } finally {
    await checkpoint.close();
  }
});

const zooSkip = existsSync(zoo) ? false : 'the zoo is not beside the repository (../shared/zoo)';
const zooExpected: {
  perplexity: Record<string, { windows128: { nllNats: number; perplexity: number }; tokenNllNats: number[] }>;
} = zooSkip ? { perplexity: {} } : JSON.parse(readFileSync(new URL('expected.json', zoo), 'utf8'));

test('every model of the zoo has the losses of a float64 forward pass', { skip: zooSkip }, async (t) => {
  for (const [name, { windows128, tokenNllNats }] of Object.entries(zooExpected.perplexity)) {
    await t.test(name, async () => {
      const { source, checkpoint, spec } = await loadModel(fileURLToPath(new URL(name, zoo)), { models });
      try {
        const tokenizer = await loadTokenizer(source);
        for (const computeDtype of ['float32', 'float64'] as const) {
          const measured = await perplexity({ checkpoint, spec, tokenizer, provider: 'cpu', computeDtype });
          const losses = measured.tokens.flatMap(({ nllNats }) => (nllNats === null ? [] : [nllNats]));
          const farthest = Math.max(...tokenNllNats.map((loss, i) => Math.abs(loss - losses[i])));
          const total = Math.abs(measured.nllNats / windows128.nllNats - 1);
          // The reference is printed with nine decimals. Its rotary tables are float32, whose last bit differs between
          // implementations of cos.
          const exact = spec.modelType === 'llama' ? { token: 5e-7, total: 1e-9 } : { token: 1e-9, total: 1e-11 };
          const tolerance = computeDtype === 'float64' ? exact : { token: 1e-4, total: 1e-6 };
          assert.equal(losses.length, tokenNllNats.length);
          assert.ok(farthest < tolerance.token, `${computeDtype}: a token is off by ${farthest}`);
          assert.ok(total < tolerance.total, `${computeDtype}: the total is off by ${total}`);
        }
      } finally {
        await checkpoint.close();
      }
    });
  }
});
