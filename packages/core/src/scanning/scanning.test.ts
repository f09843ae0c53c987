import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kolmogorovSmirnov } from '../stats/index.ts';
import { createThreadPool } from '../threads/index.ts';
import type { UnitFeatures } from '../tracing/match-units.ts';
import { seededRandom } from '../tracing/seeded-random.ts';
import { compareSignature } from './compare-signature.ts';
import { type SignatureBlock, signatureBlocks } from './signature.ts';
import { signatureFeatures } from './signature-features.ts';
import { readSignature, signaturePath, writeSignature } from './signature-file.ts';

/** Standard normal numbers, of `common` directions and a mean that all units share, as trained models have. */
function trainedLike(units: number, width: number, seed: number): UnitFeatures {
  const random = seededRandom(seed, 'test');
  const normal = () =>
    Math.sqrt(-2 * Math.log((random.int(2 ** 30) + 1) / 2 ** 30)) *
    Math.cos((2 * Math.PI * random.int(2 ** 30)) / 2 ** 30);
  const mean = Float64Array.from({ length: width }, (_, i) => Math.sin(i));
  const data = Float64Array.from({ length: units * width }, (_, i) => normal() + 0.3 * mean[i % width]);
  return { data, units, width, layout: 'unit-major' };
}

function reordered({ data, units, width, layout }: UnitFeatures, order: ArrayLike<number>): UnitFeatures {
  const moved = new Float64Array(data.length);
  for (let u = 0; u < units; u++) moved.set(data.subarray(order[u] * width, (order[u] + 1) * width), u * width);
  return { data: moved, units, width, layout };
}

const norm = (row: Float64Array) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
const row = ({ data, width }: UnitFeatures, u: number) => data.subarray(u * width, (u + 1) * width);
const cosine = (x: Float64Array, y: Float64Array) =>
  x.reduce((sum, value, i) => sum + value * y[i], 0) / (norm(x) * norm(y));

test('a relabelling of the units relabels the features and does nothing else: units that are exchangeable stay so', async () => {
  for (const width of [64, 700]) {
    const weights = trainedLike(200, width, 1);
    const order = seededRandom(3, 'order').permutation(200);
    const [plain, moved] = [await signatureFeatures(weights), await signatureFeatures(reordered(weights, order))];
    // Products of matrices may add in another order: the last place of float16 at most.
    const expected = reordered(plain, order).data;
    for (const [i, value] of moved.data.entries())
      assert.ok(Math.abs(value - expected[i]) <= 2 ** -11 * Math.max(2 ** -6, Math.abs(value)), `${i}`);
  }
});

test('narrow blocks keep the directions of their units, wide ones their angles to 1/sqrt(256)', async () => {
  const narrow = trainedLike(30, 64, 5);
  const kept = await signatureFeatures(narrow);
  assert.deepEqual([kept.units, kept.width], [30, 64]);
  for (let u = 0; u < 30; u++) {
    const expected = row(narrow, u).map((value) => value / norm(row(narrow, u)));
    for (const [i, value] of row(kept, u).entries()) assert.ok(Math.abs(value - expected[i]) < 2 ** -11);
  }
  const wide = trainedLike(100, 900, 6);
  const projected = await signatureFeatures(wide);
  assert.deepEqual([projected.units, projected.width], [100, 256]);
  const errors = Float64Array.from(
    { length: 99 },
    (_, u) => cosine(row(wide, u), row(wide, u + 1)) - cosine(row(projected, u), row(projected, u + 1)),
  );
  const rms = norm(errors) / Math.sqrt(errors.length);
  assert.ok(rms > 0.03 && rms < 0.09, `${rms}, 0.0625 expected`);
  assert.equal((await signatureFeatures(trainedLike(1500, 8, 7))).units, 1024);
});

test('weights that are not finite are refused, zero units stay zero', async () => {
  const weights = trainedLike(10, 8, 1);
  weights.data[13] = Number.NaN;
  await assert.rejects(signatureFeatures(weights), { code: 'STATS_NON_FINITE' });
  weights.data.fill(0, 8, 16);
  assert.deepEqual([...row(await signatureFeatures(weights), 1)], Array(8).fill(0));
});

test('p-values of independent models are uniform, by both ways to combine blocks', async () => {
  const pool = createThreadPool({ size: 2 });
  const units = 40;
  const block = async (index: number, seed: number): Promise<SignatureBlock> => ({
    ...{ block: index, units },
    features: await signatureFeatures(trainedLike(units, 260, seed)),
  });
  const p: Record<string, number[]> = { fisher: [], bonferroni: [] };
  for (let pair = 0; pair < 100; pair++) {
    const ours = await Promise.all([0, 1, 2].map((index) => block(index, 10_000 + 10 * pair + index)));
    const theirs = await Promise.all([0, 1, 2].map((index) => block(index, 50_000 + 10 * pair + index)));
    for (const depth of [3, 2]) {
      const { log10PValue, combined } = await compareSignature({
        base: { architecture: 'test', hiddenSize: 260, depth: 3, blocks: theirs },
        model: { hiddenSize: 260, depth, unitsOf: () => units, block: async (index) => ours[index] },
        ...{ seed: 0, pool },
      });
      p[combined].push(10 ** log10PValue);
    }
  }
  await pool.close();
  const { pValue } = kolmogorovSmirnov(p.fisher);
  assert.ok(pValue > 0.001, `Kolmogorov-Smirnov p = ${pValue}`);
  // Bonferroni is at most the nominal rate: of 100, 5 expected below 0.05, 13 is the 0.999 quantile of the binomial law.
  assert.ok(p.bonferroni.filter((value) => value < 0.05).length <= 13);
});

test('a copy is found at its own depth, and at another depth by its best pair', async () => {
  const pool = createThreadPool({ size: 1 });
  const blocks = await Promise.all(
    [0, 1, 2, 3].map(async (index) => ({
      block: index,
      units: 80,
      features: await signatureFeatures(trainedLike(80, 40, index)),
    })),
  );
  const base = { architecture: 'test', hiddenSize: 40, depth: 4, blocks: [0, 2, 3].map((index) => blocks[index]) };
  const against = (kept: number[]) =>
    compareSignature({
      base,
      model: {
        hiddenSize: 40,
        depth: kept.length,
        unitsOf: () => 80,
        block: async (index) => ({ ...blocks[kept[index]], block: index }),
      },
      ...{ seed: 0, pool },
    });
  const same = await against([0, 1, 2, 3]);
  assert.deepEqual([same.combined, same.pairs, same.agreeingFraction], ['fisher', 3, 1]);
  assert.ok(Math.abs(same.meanCosine - 1) < 1e-3);
  const pruned = await against([1, 2]);
  assert.deepEqual([pruned.combined, pruned.pairs, pruned.agreeingFraction], ['bonferroni', 6, 1]);
  // 2/80! is the least p-value of 80 units; six pairs were tried.
  const least = Math.log10(2) - Array.from({ length: 80 }, (_, i) => Math.log10(i + 1)).reduce((sum, log) => sum + log);
  assert.ok(Math.abs(pruned.log10PValue - (least + Math.log10(6))) < 1e-9);
  assert.deepEqual(
    pruned.blocks.filter(({ agreeing }) => agreeing === 80).map(({ block, baseBlock }) => [block, baseBlock]),
    [[1, 2]],
  );
  const other = { hiddenSize: 40, depth: 4, unitsOf: () => 81, block: async () => assert.fail('read') };
  await assert.rejects(compareSignature({ base, model: other, seed: 0, pool }), { code: 'TRACE_UNITS_MISMATCH' });
  await assert.rejects(compareSignature({ base, model: { ...other, hiddenSize: 41 }, seed: 0, pool }), {
    code: 'TRACE_HIDDEN_SIZE_MISMATCH',
  });
  await pool.close();
});

test('blocks that both models hold copies of count once', async () => {
  const pool = createThreadPool({ size: 1 });
  const [ours, theirs] = await Promise.all([1, 2].map((seed) => signatureFeatures(trainedLike(40, 260, seed))));
  const other = await signatureFeatures(trainedLike(40, 260, 3));
  const compared = (last: UnitFeatures) =>
    compareSignature({
      base: {
        ...{ architecture: 'test', hiddenSize: 260, depth: 3 },
        blocks: [0, 1, 2].map((block) => ({ block, units: 40, features: theirs })),
      },
      model: {
        ...{ hiddenSize: 260, depth: 3, unitsOf: () => 40 },
        block: async (block) => ({ block, units: 40, features: block === 2 ? last : ours }),
      },
      ...{ seed: 0, pool },
    });
  const repeated = await compared(ours);
  assert.deepEqual(
    repeated.blocks.map(({ copyOf }) => copyOf),
    [undefined, 0, 0],
  );
  assert.equal(repeated.log10PValue, repeated.blocks[0].log10PValue);
  const { blocks, log10PValue } = await compared(other);
  assert.deepEqual(
    blocks.map(({ copyOf }) => copyOf),
    [undefined, 0, undefined],
  );
  const both = 10 ** (blocks[0].log10PValue + blocks[2].log10PValue);
  assert.ok(Math.abs(10 ** log10PValue - both * (1 - Math.log(both))) < 1e-12); // Fisher's combination of two
  await pool.close();
});

test('a file gives the signature back bit for bit; what is cut off or not ours is as if it were not there', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-signature-'));
  t.after(() => rm(directory, { recursive: true }));
  const features = await signatureFeatures(trainedLike(20, 300, 2));
  const signature = { architecture: 'gpt2', hiddenSize: 300, depth: 7, blocks: [{ block: 3, units: 20, features }] };
  const path = signaturePath(directory, ['owner/model', 'a'.repeat(40)]);
  assert.equal(await readSignature(path), null);
  await writeSignature(path, signature);
  const stored = await readSignature(path);
  assert.deepEqual(stored?.signature, signature);
  assert.match(stored!.sha256, /^[0-9a-f]{64}$/);
  await truncate(path, 1000);
  assert.equal(await readSignature(path), null);
  for (const content of ['', 'x', '{"format":1}', `\u0002${'\0'.repeat(7)}{}`]) {
    await writeFile(path, content);
    assert.equal(await readSignature(path), null, JSON.stringify(content));
  }
  assert.notEqual(path, signaturePath(directory, ['owner/model', 'b'.repeat(40)]));
});

test('three blocks, fewer where there are fewer', () => {
  assert.deepEqual([12, 7, 2, 1].map(signatureBlocks), [[0, 6, 11], [0, 3, 6], [0, 1], [0]]);
});
