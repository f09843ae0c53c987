import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadModel } from '../src/evaluation/load-model.ts';
import type { SimilarityResult } from '../src/results/index.ts';
import { trace } from '../src/tracing/index.ts';
import { relabelledModel } from '../src/tracing/relabelling/relabelled-model.ts';
import { randomRelabelling } from '../src/tracing/relabelling/relabelling.ts';
import { seededRandom } from '../src/tracing/seeded-random.ts';
import type { TracedModel } from '../src/tracing/traced-model.ts';

/** From whole matrices [V, V] in NumPy and SciPy's assignment: tools/reference/make_distance_fixtures.py */
const reference: {
  pairs: {
    base: string;
    model: string;
    embedding: number;
    qk: { matching: number[]; similarities: number[]; others: number }[];
  }[];
} = JSON.parse(readFileSync(new URL('fixtures/distances.json', import.meta.url), 'utf8'));

const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const fixtures = fileURLToPath(new URL('fixtures/models/', import.meta.url));
const open = (path: string) => loadModel(path, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });

async function similarities(base: TracedModel, model: TracedModel) {
  const result = await trace({ base, model, statistics: ['qk', 'embedding'], provider: 'cpu', permutations: 9 });
  const [qk, embedding] = result.similarities as [Extract<SimilarityResult, { statistic: 'qk' }>, SimilarityResult];
  // Neither gives evidence of its own.
  assert.deepEqual([result.verdict, result.statistics, result.distances], [null, [], undefined]);
  return { qk, embedding };
}

/** Gram matrices of 1,024 rows in float64: seen are 1e-13. */
const close = (actual: number, expected: number, what: string) =>
  assert.ok(Math.abs(actual - expected) < 1e-10, `${what}: ${actual}, expected ${expected}`);

for (const { base, model, ...expected } of reference.pairs) {
  test(`qk and embedding of ${model} and ${base} are those of NumPy`, async () => {
    const models = [await open(join(examples, base)), await open(join(examples, model))];
    try {
      const { qk, embedding } = await similarities(models[0], models[1]);
      close(embedding.value, expected.embedding, 'CKA');
      assert.deepEqual([embedding.tokens, embedding.tokensBy], [1024, 'text']);
      const all = expected.qk.flatMap((block) => block.similarities);
      close(qk.value, all.reduce((sum, value) => sum + value, 0) / all.length, 'mean of matched heads');
      for (const [index, block] of qk.blocks.entries()) {
        assert.deepEqual(block.matching, expected.qk[index].matching);
        close(block.others, expected.qk[index].others, 'other heads');
        for (const [head, value] of block.similarities.entries())
          close(value, expected.qk[index].similarities[head], `block ${index} head ${head}`);
      }
    } finally {
      await Promise.all(models.map(({ checkpoint }) => checkpoint.close()));
    }
  });
}

for (const name of [
  'gpt_neox-parallel',
  'falcon-11b',
  'phi3-plain',
  'opt-norms-after',
  'gemma2-capped',
  'mixtral-top2',
]) {
  test(`${name} is itself under other names of its coordinates`, async () => {
    const model = await open(join(fixtures, name));
    try {
      const relabelled = relabelledModel(model, randomRelabelling(model.spec, seededRandom(2, name)));
      const { qk, embedding } = await similarities(model, relabelled);
      close(embedding.value, 1, 'CKA');
      assert.equal(embedding.tokensBy, 'id');
      for (const block of qk.blocks) {
        assert.deepEqual(block.matching, Array.from(block.matching.keys()));
        for (const value of block.similarities) close(value, 1, 'cosine');
        assert.ok(block.others < 0.9);
      }
    } finally {
      await model.checkpoint.close();
    }
  });
}

test('tokens are found by their texts where ids differ', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'model-trace-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await cp(join(examples, 'g0'), dir, { recursive: true });
  const path = join(dir, 'tokenizer.json');
  const tokenizer = JSON.parse(await readFile(path, 'utf8'));
  // Two tokens get other texts: they are no longer shared.
  const [first, second] = Object.keys(tokenizer.model.vocab).slice(-3, -1); // the last is an added token, whose text stands twice
  for (const [token, id] of Object.entries(tokenizer.model.vocab)) {
    if (token !== first && token !== second) continue;
    delete tokenizer.model.vocab[token];
    tokenizer.model.vocab[`other ${token}`] = id;
  }
  await writeFile(path, JSON.stringify(tokenizer));
  const models = [await open(join(examples, 'g0')), await open(dir)];
  try {
    const { embedding } = await similarities(models[0], models[1]);
    assert.equal(embedding.tokens, 1022);
    close(embedding.value, 1, 'CKA');
  } finally {
    await Promise.all(models.map(({ checkpoint }) => checkpoint.close()));
  }
});
