import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockResult } from '../../results/index.ts';
import { seededRandom } from '../seeded-random.ts';
import { statisticResult } from '../statistic-result.ts';
import { drawUnits, featuresOf } from './draw-units.ts';
import { crosswise, planControls } from './plan-controls.ts';
import { summarizeControls } from './summarize-controls.ts';

const inOrder = (count: number) => Array.from({ length: count }, (_, block) => ({ block, baseBlock: block }));

test('neighbouring pairs are compared crosswise, as many as are wanted, and the seed draws them', () => {
  const plan = (count: number, seed = 1) => planControls(inOrder(13), { seed, count });
  const firsts = plan(100).map(([first, second]) => {
    assert.equal(second.block, first.block + 1);
    return first.block;
  });
  assert.deepEqual(firsts, [0, 2, 4, 6, 8, 10]);
  assert.equal(plan(4).length, 2);
  assert.deepEqual(plan(4), plan(4));
  const draws = new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(plan(4, seed))));
  assert.ok(draws.size > 5);
  assert.deepEqual(plan(0), []);
  assert.deepEqual(planControls(inOrder(1), { seed: 1, count: 9 }), []);
  const named = [
    { baseBlock: 7, block: 0 },
    { baseBlock: 2, block: 5 },
  ] as const;
  assert.deepEqual(planControls(named, { seed: 1, count: 9 }).flatMap(crosswise), [
    { baseBlock: 2, block: 0 },
    { baseBlock: 7, block: 5 },
  ]);
});

test('of wide blocks 512 units are drawn, in their own order and with their own features; of narrow ones all', () => {
  assert.deepEqual([...drawUnits(344, seededRandom(3))], [...Array(344).keys()]);
  const drawn = drawUnits(2000, seededRandom(3));
  assert.equal(new Set(drawn).size, 512);
  assert.deepEqual(drawn, drawn.toSorted());
  const major = { data: Float64Array.from({ length: 12 }, (_, i) => i), units: 4, width: 3 };
  assert.deepEqual(featuresOf({ ...major, layout: 'unit-major' }, Int32Array.of(0, 3)), {
    ...{ data: Float64Array.of(0, 1, 2, 9, 10, 11), units: 2, width: 3, layout: 'unit-major' },
  });
  assert.deepEqual(
    featuresOf({ ...major, layout: 'unit-minor' }, Int32Array.of(0, 3)).data,
    [0, 3, 4, 7, 8, 11].reduce((all, value, i) => all.with(i, value), new Float64Array(6)),
  );
});

const blocksWith = (log10PValues: number[], { agreeing = 90 } = {}): BlockResult[] =>
  log10PValues.map((log10PValue, block) => ({
    ...{ block, baseBlock: block + 1, log10PValue },
    ...{ rho: 0, units: 100, agreeing, tieGap: null },
  }));

test('controls are small when half of them are, and then nothing is called derived', () => {
  const summary = (...log10PValues: number[]) => summarizeControls(blocksWith(log10PValues, { agreeing: 1 }), 'fake')!;
  assert.equal(summarizeControls([], 'fake'), null);
  assert.equal(summary(-0.1, -3, -0.5).areSmall, false);
  assert.equal(summary(-0.1, -3, -2.1, -0.5).areSmall, true);
  assert.equal(summary(-0.1, -3, -0.5).medianLog10PValue, -0.5);
  assert.equal(summary(-0.1, -3, -2, -0.5).medianLog10PValue, -1.25);
  const verdictWith = (controls: ReturnType<typeof summary> | null) =>
    statisticResult({
      variant: { ...{ statistic: 'csu', variant: 'x', null: 'x', validity: 'exact', direction: 'x' } },
      ...{ metric: 'cosine', blocks: blocksWith([-50, -40]), controls, untestable: null },
      relabellings: { count: 0, what: '', of: () => assert.fail(), whole: () => assert.fail() },
    }).verdict;
  assert.equal(verdictWith(null), 'derived');
  assert.equal(verdictWith(summary(-0.3, -0.2)), 'derived');
  assert.equal(verdictWith(summary(-30, -20)), 'inconclusive');
  const agreeingIn = (agreeing: number) => summarizeControls(blocksWith([-0.3, -0.2], { agreeing }), 'fake');
  // Their p-values are large, for a control has few units; but as large a share of them agrees.
  assert.equal(verdictWith(agreeingIn(29)), 'derived');
  assert.equal(verdictWith(agreeingIn(31)), 'inconclusive');
});
