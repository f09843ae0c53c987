import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadModel } from '../src/evaluation/load-model.ts';
import type { DistanceResult, PermutationTest } from '../src/results/index.ts';
import { pairParameters } from '../src/tracing/distances/pair-parameters.ts';
import { type TraceOptions, trace } from '../src/tracing/index.ts';
import { relabelledModel } from '../src/tracing/relabelling/relabelled-model.ts';
import { seededRelabellings } from '../src/tracing/relabelling/relabellings.ts';
import type { TracedModel } from '../src/tracing/traced-model.ts';

/** Values by their definitions, from torch and NumPy: tools/reference/make_distance_fixtures.py */
const reference: { pairs: Reference[] } = JSON.parse(
  readFileSync(new URL('fixtures/distances.json', import.meta.url), 'utf8'),
);
interface Reference {
  base: string;
  model: string;
  parameters: Record<'l2' | 'relative' | 'cos' | 'meanTensorDistance' | 'parameters' | 'tensors', number>;
  jsd: Record<'mean' | 'largest' | 'sameTop' | 'tokens', number>;
  curve: number[];
}

const examples = new URL('../../../examples/models/', import.meta.url);
const fixtures = new URL('fixtures/models/', import.meta.url);
const open = (name: string, directory = examples) =>
  loadModel(fileURLToPath(new URL(name, directory)), { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });

async function withPair<Result>(
  { base, model, directory }: { base: string; model: string; directory?: URL },
  use: (models: { base: TracedModel; model: TracedModel }) => Promise<Result>,
): Promise<Result> {
  const models = { base: await open(base, directory), model: await open(model, directory) };
  try {
    return await use(models);
  } finally {
    await Promise.all(Object.values(models).map(({ checkpoint }) => checkpoint.close()));
  }
}

type Of<Id extends DistanceResult['statistic']> = Extract<DistanceResult, { statistic: Id }>;

async function distances(models: { base: TracedModel; model: TracedModel }, options: Partial<TraceOptions> = {}) {
  const statistics = options.statistics ?? ['l2', 'cos', 'jsd', 'mode-connectivity'];
  const result = await trace({ ...models, provider: 'cpu', ...options, statistics });
  assert.deepEqual(
    result.distances?.map(({ statistic }) => statistic) ?? [],
    statistics.filter((id) => id !== 'csu'),
  );
  const of = <Id extends 'l2' | 'cos' | 'jsd' | 'mode-connectivity'>(id: Id) =>
    result.distances?.find(({ statistic }) => statistic === id) as Id extends 'l2' | 'cos' ? Of<'l2' | 'cos'> : Of<Id>;
  return { ...result, l2: of('l2'), cos: of('cos'), jsd: of('jsd'), line: of('mode-connectivity') };
}

/** Sums of a million float32 products in another order, in float64. */
const close = (actual: number | undefined, expected: number, what: string, tolerance = 1e-9) =>
  assert.ok(
    Math.abs(actual! - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, expected ${expected}`,
  );

for (const { base, model, ...expected } of reference.pairs) {
  test(`distances of ${model} and ${base} are those of torch`, async () => {
    await withPair({ base, model }, async (models) => {
      const { l2, cos, jsd, line, verdict, statistics, protocol } = await distances(models);
      const { parameters } = expected;
      close(l2.value, parameters.l2, 'l2');
      close(l2.relative, parameters.relative, 'relative');
      close(l2.meanTensorDistance, parameters.meanTensorDistance, 'mean over tensors');
      close(cos.value, parameters.cos, 'cos');
      assert.deepEqual([l2.parameters, l2.tensors, l2.leftOut], [parameters.parameters, parameters.tensors, []]);
      close(jsd.value, expected.jsd.mean, 'jsd');
      close(jsd.largest, expected.jsd.largest, 'largest jsd');
      assert.deepEqual([jsd.sameTop, jsd.tokens], [expected.jsd.sameTop, expected.jsd.tokens]);
      for (const [point, { share, lossNats }] of line.curve.entries()) {
        close(share, point / 10, 'share');
        // Interpolated parameters are rounded to float32 once.
        close(lossNats, expected.curve[point], `loss at ${share}`, 1e-6);
      }
      close(line.value, expected.curve[5] - (expected.curve[0] + expected.curve[10]) / 2, 'half way', 1e-6);
      // Distances give no verdict, and no p-value was asked for.
      assert.deepEqual([verdict, statistics], [null, []]);
      for (const one of [l2, cos, jsd, line]) assert.equal(one.permutationTest, undefined);
      assert.equal(protocol.outputs?.source, 'passage');
    });
  });
}

const draws = 19;
type Testable = Extract<PermutationTest, { testable: true }>;

for (const { base, model, directory } of [
  { base: 'g0', model: 'g1' },
  { base: 'l0', model: 'l0-perm' },
  ...['mixtral-top2', 'gpt_oss-limit', 'gpt_oss-mxfp4', 'phi3-plain', 'qwen2_moe-shared', 'opt-norms-after'].map(
    (name) => ({ base: name, model: name, directory: fixtures }),
  ),
]) {
  test(`draws of l2 between ${base} and ${model} are those of relabelled models, one by one`, async () => {
    await withPair({ base, model, directory }, async (models) => {
      const { l2, cos } = await distances(models, { statistics: ['l2', 'cos'], permutations: draws, seed: 3 });
      const relabellings = seededRelabellings({ spec: models.model.spec, seed: 3, count: draws, residual: true });
      const observed = await bruteForce(models.base, models.model);
      close(l2.value, Math.sqrt(observed), 'l2');
      let asExtreme = 0;
      for (let draw = 0; draw < draws; draw++) {
        const drawn = await bruteForce(models.base, relabelledModel(models.model, relabellings.whole(draw)));
        assert.ok(Math.abs(drawn - observed) > 1e-6 * observed || drawn === observed, 'a draw is as good as tied');
        if (drawn <= observed) asExtreme++;
      }
      const test = l2.permutationTest as Testable;
      assert.deepEqual([test.asExtreme, test.permutations, test.pValue], [asExtreme, draws, (1 + asExtreme) / 20]);
      assert.deepEqual(cos.permutationTest, l2.permutationTest);
    });
  });
}

test('a model that no relabelling changes, and a base that sees none, are tied with all draws: p = 1', async () => {
  const constant = ({ checkpoint, ...model }: TracedModel): TracedModel => ({
    ...model,
    checkpoint: { ...checkpoint, read: async (...part) => (await checkpoint.read(...part)).fill(0.02) },
  });
  await withPair({ base: 'g0', model: 'g0-ft-short' }, async ({ base, model }) => {
    for (const models of [
      { base, model: constant(model) },
      { base: constant(base), model },
    ]) {
      const { l2, cos } = await distances(models, { statistics: ['l2', 'cos'], permutations: 99 });
      for (const { permutationTest } of [l2, cos]) {
        const { asExtreme, pValue } = permutationTest as Testable;
        assert.deepEqual([asExtreme, pValue], [99, 1]);
      }
    }
  });
});

/** Squared distance of all parameters, tensor by tensor. */
async function bruteForce(base: TracedModel, model: TracedModel): Promise<number> {
  let sum = 0;
  for (const pair of pairParameters(base, model).pairs) {
    const read = ({ checkpoint }: TracedModel, { tensor, rows }: (typeof pair)['base']) =>
      checkpoint.read(tensor, rows === undefined ? {} : { rows });
    const [a, b] = [await read(base, pair.base), await read(model, pair.model)];
    for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  }
  return sum;
}

test('a fine-tune is closer and better connected than any relabelling of it; its outputs tell nothing by permutation', async () => {
  await withPair({ base: 'g0', model: 'g0-ft-short' }, async (models) => {
    const result = await distances(models, { permutations: draws });
    for (const one of [result.l2, result.cos, result.line]) {
      const { asExtreme, pValue, sided } = one.permutationTest as Testable;
      assert.deepEqual([asExtreme, pValue, sided], [0, 1 / (draws + 1), 'one']);
    }
    assert.deepEqual(Object.keys(result.jsd.permutationTest!), ['testable', 'reason']);
    assert.match((result.jsd.permutationTest as { reason: string }).reason, /not testable/);
    assert.equal(result.verdict, null);
  });
});

test('the draws of csu are what csu gives for relabelled models', async () => {
  await withPair({ base: 'g0', model: 'g1' }, async (models) => {
    const [{ permutationTest }] = (await trace({ ...models, statistics: ['csu'], provider: 'cpu', permutations: 5 }))
      .statistics;
    const relabellings = seededRelabellings({ spec: models.model.spec, seed: 0, count: 5, residual: false });
    const csu = async (model: TracedModel) =>
      (await trace({ ...models, model, statistics: ['csu'], provider: 'cpu' })).statistics[0].log10PValue;
    const observed = await csu(models.model);
    const drawn: number[] = [];
    for (let draw = 0; draw < 5; draw++) drawn.push(await csu(relabelledModel(models.model, relabellings.whole(draw))));
    const asExtreme = drawn.filter((log10P) => log10P <= observed).length;
    assert.equal((permutationTest as Testable).asExtreme, asExtreme);
    assert.equal((permutationTest as Testable).pValue, (1 + asExtreme) / 6);
  });
});

test('models without the same parameters are refused, and what can be done instead is said', async () => {
  await withPair({ base: 'l0', model: 'g0' }, async (models) => {
    for (const statistic of ['l2', 'cos', 'mode-connectivity'] as const) {
      await assert.rejects(trace({ ...models, statistics: [statistic], provider: 'cpu' }), {
        code: 'TRACE_PARAMETERS_MISMATCH',
        fix: /csu,csh,match/,
      });
    }
  });
  // Other rotations of the same shapes: the parameters fit, the functions do not.
  await withPair({ base: 'llama-yarn-rope', model: 'llama-yarn-rope', directory: fixtures }, async (models) => {
    const { spec } = models.model;
    const blocks = spec.blocks.map((block) => ({ ...block, attention: { ...block.attention, rotary: null } }));
    const model = { ...models.model, spec: { ...spec, blocks } };
    const tokens = [Int32Array.of(1, 2, 3)];
    await assert.rejects(trace({ ...models, model, tokens, statistics: ['mode-connectivity'], provider: 'cpu' }), {
      code: 'TRACE_PARAMETERS_MISMATCH',
      message: /positions, norms or activation/,
    });
  });
});

test('tokens that predict nothing are refused', async () => {
  await withPair({ base: 'g0', model: 'g1' }, async (models) => {
    const tokens = [Int32Array.of(5), new Int32Array(0)];
    await assert.rejects(trace({ ...models, tokens, statistics: ['jsd'], provider: 'cpu' }), { code: 'TEXT_EMPTY' });
  });
});

test('an abort ends the draws at once', async () => {
  await withPair({ base: 'g0', model: 'g1' }, async (models) => {
    for (const statistic of ['l2', 'mode-connectivity'] as const) {
      const controller = new AbortController();
      const running = trace({
        ...{ ...models, statistics: [statistic], provider: 'cpu', permutations: 999, signal: controller.signal },
        onProgress: () => controller.abort(new Error('enough')),
      });
      await assert.rejects(running, /enough/);
    }
  });
});
