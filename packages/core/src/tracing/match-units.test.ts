import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { MatchMetric } from '../results/index.ts';
import { createThreadPool } from '../threads/index.ts';
import { blockResult } from './block-result.ts';
import { matchUnits, type UnitFeatures } from './match-units.ts';
import { seededRandom } from './seeded-random.ts';

const pool = createThreadPool({ size: 1 });
after(() => pool.close());

/** Rows of uniform numbers in [-1, 1). */
function randomUnits(units: number, width: number, seed: number): UnitFeatures {
  const random = seededRandom(seed);
  const data = Float64Array.from({ length: units * width }, () => random.int(2 ** 20) / 2 ** 19 - 1);
  return { data, units, width, layout: 'unit-major' };
}

function transposed({ data, units, width }: UnitFeatures): UnitFeatures {
  const other = new Float64Array(data.length);
  for (let u = 0; u < units; u++) for (let i = 0; i < width; i++) other[i * units + u] = data[u * width + i];
  return { data: other, units, width, layout: 'unit-minor' };
}

function reordered({ data, units, width, layout }: UnitFeatures, order: Int32Array): UnitFeatures {
  const other = new Float64Array(data.length);
  for (const [to, from] of order.entries()) other.set(data.subarray(from * width, (from + 1) * width), to * width);
  return { data: other, units, width, layout };
}

for (const metric of ['cosine', 'l2'] satisfies MatchMetric[]) {
  test(`${metric}: finds a permutation that was applied, in both layouts`, async () => {
    const a = randomUnits(40, 8, 1);
    const order = seededRandom(2).permutation(40);
    const b = reordered(a, order); // unit v of b is unit order[v] of a
    const inverse = new Int32Array(40);
    order.forEach((from, to) => {
      inverse[from] = to;
    });
    for (const [left, right] of [
      [a, b],
      [transposed(a), transposed(b)],
    ]) {
      const { permutation, tieGap } = await matchUnits({ a: left, b: right, metric, pool, random: seededRandom(3) });
      assert.deepEqual([...permutation], [...inverse]);
      assert.ok(tieGap >= 0);
    }
  });
}

test('cosine ignores the scale of units, squared distance does not', async () => {
  const a = randomUnits(30, 6, 5);
  const b = { ...a, data: a.data.map((value, i) => value * (1 + Math.floor(i / 6))) };
  const { permutation } = await matchUnits({ a, b, metric: 'cosine', pool, random: seededRandom(1) });
  assert.deepEqual([...permutation], [...permutation.keys()]);
  const byDistance = await matchUnits({ a, b, metric: 'l2', pool, random: seededRandom(1) });
  assert.notDeepEqual([...byDistance.permutation], [...permutation]);
});

test('dead units do not make independent models look related', async () => {
  // Half of the units of each model are zero, at the same places: every matching of those is optimal. A solver that breaks
  // ties in index order matches unit u with unit u and rho comes out near 0.7; at random it is near 0.
  const dead = (features: UnitFeatures) => {
    features.data.fill(0, (features.units / 2) * features.width);
    return features;
  };
  let sum = 0;
  const repeats = 12;
  for (let seed = 0; seed < repeats; seed++) {
    const matching = await matchUnits({
      a: dead(randomUnits(100, 5, 10 + seed)),
      b: dead(randomUnits(100, 5, 90 + seed)),
      metric: 'cosine',
      pool,
      random: seededRandom(seed, 'ties'),
    });
    assert.equal(matching.tieGap, 0);
    sum += blockResult({ block: 0, baseBlock: 0 }, matching, null).agreeing;
  }
  // Within the halves a random matching agrees on about 1 unit each; index order would agree on 50.
  assert.ok(sum / repeats < 6, `mean agreement ${sum / repeats}`);
});

test('units of zeros at the end of both models are no evidence, and counted apart', async () => {
  // Without leaving them out, zero units find each other in nearly every repeat: p is below 0.05 in almost all.
  const padded = (features: UnitFeatures) => {
    features.data.fill(0, 48 * features.width);
    return features;
  };
  const repeats = 100;
  let rejected = 0;
  for (let seed = 0; seed < repeats; seed++) {
    const matching = await matchUnits({
      ...{ a: padded(randomUnits(64, 32, 1000 + seed)), b: transposed(padded(randomUnits(64, 32, 5000 + seed))) },
      ...{ metric: 'cosine', pool, random: seededRandom(seed, 'padding') },
    });
    const { log10PValue, units, zeroUnits } = blockResult({ block: 0, baseBlock: 0 }, matching, null);
    assert.ok(units >= 32 && units <= 48 && units + zeroUnits! === 64);
    if (log10PValue < Math.log10(0.05)) rejected++;
  }
  // Binomial of 100 draws at 0.05: 14 or more with a probability of 5e-4.
  assert.ok(rejected < 14, `${rejected} of ${repeats} below 0.05`);
  const same = padded(randomUnits(64, 32, 7));
  const found = await matchUnits({ a: same, b: same, metric: 'cosine', pool, random: seededRandom(1) });
  const { agreeing, units, rho } = blockResult({ block: 0, baseBlock: 0 }, found, null);
  assert.deepEqual([agreeing, units, rho], [48, 48, 1]);
});

test('NaN and all-zero features are refused', async () => {
  const a = randomUnits(10, 4, 1);
  const nan = randomUnits(10, 4, 2);
  nan.data[7] = Number.NaN;
  await assert.rejects(matchUnits({ a, b: nan, metric: 'cosine', pool, random: seededRandom(1) }), {
    code: 'STATS_NON_FINITE',
  });
  const zero = { ...a, data: new Float64Array(40) };
  await assert.rejects(matchUnits({ a, b: zero, metric: 'cosine', pool, random: seededRandom(1) }), {
    code: 'TRACE_DEGENERATE',
  });
});

test('the largest problems are compared in float32, of whatever the features are, and as well', async () => {
  const [units, width] = [8200, 12];
  const data = Float32Array.from({ length: units * width }, (_, i) => Math.sin(i * i + 1));
  const order = Int32Array.from({ length: units }, (_, u) => (u * 4099 + 5) % units);
  const moved = new Float32Array(data.length);
  for (const [u, to] of order.entries()) moved.set(data.subarray(u * width, (u + 1) * width), to * width);
  const stored = (values: Float32Array) => ({ data: values, units, width, layout: 'unit-major' as const });
  for (const b of [stored(moved), { ...stored(moved), data: Float64Array.from(moved) }]) {
    const { permutation } = await matchUnits({
      a: stored(data),
      b,
      metric: 'cosine',
      pool,
      random: seededRandom(5),
    });
    assert.deepEqual(permutation, order);
  }
});

test('features that are spent give their memory back; others stay', async () => {
  const features = () => ({
    data: Float64Array.from({ length: 12 }, (_, i) => Math.sin(i + 1)),
    units: 4,
    width: 3,
    layout: 'unit-major' as const,
  });
  for (const spent of [true, false]) {
    const [a, b] = [features(), features()];
    await matchUnits({ a, b, metric: 'cosine', pool, random: seededRandom(1), spent });
    assert.deepEqual([a.data.length, b.data.length], spent ? [0, 0] : [12, 12]);
  }
});
