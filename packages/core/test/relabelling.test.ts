import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { modelParameters } from '../src/architectures/index.ts';
import { scoreSequences } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { relabelledModel } from '../src/tracing/relabelling/relabelled-model.ts';
import { randomRelabelling } from '../src/tracing/relabelling/relabelling.ts';
import { seededRandom } from '../src/tracing/seeded-random.ts';

/** Tiny random checkpoints of every family, with token ids: tools/reference/make_fixtures.py */
const fixtures = new URL('fixtures/models/', import.meta.url);
const zoo = new URL('../../../../shared/zoo/', import.meta.url);
const skip = existsSync(zoo) ? false : 'the zoo is not beside the repository (../shared/zoo)';

const open = (url: URL) => loadModel(fileURLToPath(url), { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });

/** Only the order of sums is another: 1e-9 in float64, and the 1e-4 in float32. */
const tolerances = { float64: 1e-9, float32: 1e-4 };

for (const name of readdirSync(fixtures)) {
  test(`${name} keeps its losses under other names of its coordinates`, async () => {
    const { sequences } = JSON.parse(readFileSync(new URL(`${name}/reference.json`, fixtures), 'utf8'));
    const model = await open(new URL(name, fixtures));
    try {
      const relabelled = relabelledModel(model, randomRelabelling(model.spec, seededRandom(1, name)));
      const { spec } = model;
      for (const computeDtype of ['float64', 'float32'] as const) {
        const [before, after] = await Promise.all(
          [model, relabelled].map(({ checkpoint }) =>
            scoreSequences({
              ...{ checkpoint, spec, provider: 'cpu', computeDtype },
              sequences: sequences.map((ids: number[]) => Int32Array.from(ids)),
            }),
          ),
        );
        for (const [s, losses] of before.entries()) {
          for (const [t, loss] of losses.entries()) {
            const difference = Math.abs(after[s][t] - loss);
            assert.ok(!(difference > tolerances[computeDtype]), `${computeDtype} ${s}:${t} differs by ${difference}`);
          }
          assert.ok(losses.subarray(1).every(Number.isFinite));
        }
      }
      await movesEverything(model, relabelled);
    } finally {
      await model.checkpoint.close();
    }
  });
}

/** A test of a relabelling that moves nothing would pass: every tensor with units or coordinates of the stream is moved. */
async function movesEverything(
  model: Awaited<ReturnType<typeof open>>,
  relabelled: ReturnType<typeof relabelledModel>,
): Promise<void> {
  const { checkpoint, spec } = model;
  let matrices = 0;
  for (const { tensor, axes } of modelParameters({ spec, tensors: checkpoint.tensors })) {
    if (axes.every((role) => role === 'fixed') || axes.length < 2) continue;
    matrices++;
    const [before, after] = await Promise.all([checkpoint.read(tensor), relabelled.checkpoint.read(tensor)]);
    assert.ok(
      before.some((value, i) => value !== after[i]),
      `${tensor} stays as it is`,
    );
    assert.deepEqual(before.sort(), after.sort(), `${tensor} has other elements`);
  }
  assert.ok(matrices >= 2 + 3 * spec.blocks.length || spec.embeddingProjection !== null);
}

for (const [base, permuted] of [
  ['g0', 'g0-perm'],
  ['g0', 'g0-hperm'],
  ['l0', 'l0-perm'],
]) {
  test(`${base} under the permutations of ${permuted} is ${permuted}, bit for bit`, { skip }, async () => {
    const truth = JSON.parse(readFileSync(new URL(`${permuted}/permutations.json`, zoo), 'utf8'));
    const [original, other] = await Promise.all([open(new URL(base, zoo)), open(new URL(permuted, zoo))]);
    try {
      const relabelled = relabelledModel(original, {
        residual: truth.residual ? Int32Array.from(truth.residual) : null,
        units: original.spec.blocks.map(({ index }) => Int32Array.from(truth.mlp[index])),
      });
      for (const name of other.checkpoint.tensors.keys()) {
        assert.deepEqual(await relabelled.checkpoint.read(name), await other.checkpoint.read(name), name);
      }
    } finally {
      await Promise.all([original.checkpoint.close(), other.checkpoint.close()]);
    }
  });
}
