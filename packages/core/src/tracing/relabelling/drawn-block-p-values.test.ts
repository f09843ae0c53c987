import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blockResult } from '../block-result.ts';
import { phiU } from '../csu.ts';
import { seededRandom } from '../seeded-random.ts';
import { statisticResult } from '../statistic-result.ts';
import { drawnBlockPValues } from './drawn-block-p-values.ts';
import type { Relabellings } from './relabellings.ts';

const units = 6;
const count = 200;
const orders = Array.from({ length: count }, (_, draw) => seededRandom(1, draw).permutation(units));
const relabellings: Relabellings = {
  ...{ count, what: 'units' },
  of: (draw) => ({ residual: null, units: [orders[draw]] }),
  whole: () => assert.fail(),
};

/** Twice the distance of a permutation from uncorrelated ranks: an integer. */
const distance = (permutation: ArrayLike<number>): number => {
  let squares = 0;
  for (let i = 0; i < units; i++) squares += (permutation[i] - i) ** 2;
  return Math.abs(2 * squares - (units * (units * units - 1)) / 3);
};

async function tested(permutation: Int32Array) {
  const pair = { block: 0, baseBlock: 0 };
  const { permutationTest, blocks } = statisticResult({
    ...{ variant: phiU, metric: 'cosine', controls: null, untestable: null, relabellings },
    blocks: [blockResult(pair, { permutation, tieGap: 1 }, null)],
    drawn: [
      await drawnBlockPValues(
        { permutation, tieGap: 1 },
        { relabellings, block: 0, signal: new AbortController().signal },
      ),
    ],
  });
  assert.ok(permutationTest?.testable);
  return { ...permutationTest, rho: blocks[0].rho };
}

test('draws whose ranks are as far from uncorrelated as those observed are ties, one and all', async () => {
  const byDistance = new Map(orders.map((order) => [distance(order), order]));
  assert.ok(byDistance.size > 12);
  for (const permutation of byDistance.values()) {
    // The unit at new place k is the old order[k].
    const matched = orders.map((order) => permutation.map((unit) => order.indexOf(unit)));
    const asExtreme = matched.filter((one) => distance(one) >= distance(permutation)).length;
    assert.equal((await tested(permutation)).asExtreme, asExtreme, `${permutation}`);
  }
});

test('reversed units are as extreme as units in order, and the test says that it is two-sided', async () => {
  const identity = Int32Array.from({ length: units }, (_, unit) => unit);
  const reversed = await tested(identity.toReversed());
  assert.equal(reversed.rho, -1);
  assert.ok(reversed.pValue < 0.05);
  assert.equal(reversed.sided, 'two');
  assert.match(reversed.direction, /or are reversed more/);
});
