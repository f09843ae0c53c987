import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearAssignment } from '../linear-assignment.ts';
import { costMatrix } from './cost-matrix.ts';
import { rankOneDuals } from './rank-one-duals.ts';

/** Park and Miller's generator, numbers in (-1, 1). */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
}

const n = 200;

/** a_i + b_j + x_i y_j + rest */
function productCosts(share: number): Float64Array {
  const random = noise(7);
  const [a, b, x, y] = Array.from({ length: 4 }, () => Float64Array.from({ length: n }, random));
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return a[i] + b[j] + share * x[i] * y[j] + (1 - share) * random();
  });
}

test('of offsets and a product of rows and columns the first duals are the optimum', () => {
  for (const maximize of [false, true]) {
    const cost = productCosts(1);
    const v = rankOneDuals(costMatrix({ cost, rows: n, cols: n, maximize }));
    const { assignment } = linearAssignment({ cost, rows: n, cols: n, maximize });
    assert.ok(v.some((dual) => Math.abs(dual) > 0.1));
    const reduced = (i: number, j: number) => (maximize ? -1 : 1) * cost[i * n + j] - v[j];
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) assert.ok(reduced(i, j) >= reduced(i, assignment[i]) - 1e-9, `${i} ${j}`);
  }
});

test('noise has none, costs that are not finite have none, and what they begin ends at the same optimum', () => {
  assert.ok(
    rankOneDuals(costMatrix({ cost: productCosts(0), rows: n, cols: n, maximize: false })).some(Boolean) === false,
  );
  const bad = productCosts(0.8);
  bad[77] = Number.NaN;
  assert.throws(() => linearAssignment({ cost: bad, rows: n, cols: n }), { code: 'STATS_NON_FINITE' });
  for (const share of [0.3, 0.6, 0.9]) {
    const cost = productCosts(share);
    const transposed = cost.map((_, at) => cost[(at % n) * n + Math.floor(at / n)]);
    const one = linearAssignment({ cost, rows: n, cols: n });
    const other = linearAssignment({ cost: transposed, rows: n, cols: n });
    assert.ok(Math.abs(one.total - other.total) < 1e-9);
    for (let i = 0; i < n; i++) assert.equal(other.assignment[one.assignment[i]], i);
  }
});
