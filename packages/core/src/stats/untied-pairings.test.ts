import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spearmanTest } from './index.ts';
import { untiedPairings, untiedUpTo } from './untied-pairings.ts';

const lengths = Array.from({ length: untiedUpTo }, (_, i) => i + 1);
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

test('counts are those of a list of all permutations, n <= 10', () => {
  for (const n of lengths.filter((n) => n <= 10)) {
    const listed = new Float64Array((n ** 3 - n) / 6 + 1);
    const visit = (row: number, taken: number, squares: number): void => {
      if (row === n) listed[squares / 2]++;
      else
        for (let col = 0; col < n; col++)
          if ((taken & (1 << col)) === 0) visit(row + 1, taken | (1 << col), squares + (row - col) ** 2);
    };
    visit(0, 0, 0);
    assert.deepEqual(untiedPairings(n), listed, `n = ${n}`);
  }
});

test('there are n! in all, as many of each rho as of -rho, with the moments of rho', () => {
  for (const n of lengths.filter((n) => n > 1)) {
    const counts = untiedPairings(n);
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      factorial(n),
    );
    assert.deepEqual(counts, counts.toReversed());
    const moment = (power: number) =>
      counts.reduce((sum, count, i) => sum + count * (1 - (2 * i) / (counts.length - 1)) ** power, 0) / factorial(n);
    assert.ok(Math.abs(moment(2) * (n - 1) - 1) < 1e-13, `n = ${n}`);
    // Kendall, Rank Correlation Methods, section 5.8.
    const fourth = (3 * (25 * n ** 3 - 38 * n ** 2 - 35 * n + 72)) / (25 * n * (n + 1) * (n - 1) ** 3);
    assert.ok(Math.abs(moment(4) / fourth - 1) < 1e-12, `n = ${n}`);
  }
});

/**
 * Of rho by n: the smallest with one-sided p <= 0.05, 0.01, 0.001, then two-sided, to three digits, as tables of the exact law
 * have them (Ramsey 1989, Journal of Educational Statistics 14, 245-253, and those that follow it).
 */
const published: Readonly<Record<number, readonly number[]>> = {
  10: [0.564, 0.745, 0.879, 0.648, 0.794, 0.903],
  11: [0.536, 0.709, 0.845, 0.618, 0.755, 0.873],
  12: [0.503, 0.678, 0.818, 0.587, 0.727, 0.846],
  13: [0.484, 0.648, 0.791, 0.56, 0.703, 0.824],
  14: [0.464, 0.626, 0.771, 0.538, 0.679, 0.802],
  15: [0.446, 0.604, 0.75, 0.521, 0.654, 0.779],
  16: [0.429, 0.582, 0.729, 0.503, 0.635, 0.762],
};

test('critical values are the published ones', () => {
  for (const [length, values] of Object.entries(published)) {
    const n = Number(length);
    const largest = (n ** 3 - n) / 3;
    const critical = [2, 1].flatMap((sides) =>
      [0.05, 0.01, 0.001].map((alpha) => {
        let squares = 0;
        while (pOf(n, squares + 2) * (sides === 2 ? 0.5 : 1) <= alpha) squares += 2;
        return 1 - (2 * squares) / largest;
      }),
    );
    for (const [i, value] of critical.entries())
      assert.ok(Math.abs(value - values[i]) <= 0.0005 + 1e-12, `n = ${n}: ${value}, published ${values[i]}`);
  }
});

test('at n = 17, where the t law begins, p is never above that of n = 16 for a rho as near to 0 or nearer', () => {
  for (let squares = 0; squares <= (17 ** 3 - 17) / 6; squares += 2) {
    // The next smaller rho of 16: D as a share of its largest, rounded up.
    const of16 = 2 * Math.ceil((squares / (17 ** 3 - 17)) * (16 ** 3 - 16) * 0.5 - 1e-9);
    assert.ok(pOf(17, squares) <= pOf(16, of16), `D = ${squares}`);
  }
});

function pOf(n: number, squares: number): number {
  const share = (6 * squares) / (n ** 3 - n);
  return Math.exp(spearmanTest({ n, rho: 1 - share, oneMinusRhoSquared: share * (2 - share), squares }).lnPValue);
}
