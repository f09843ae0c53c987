import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { fisherCombine, logFactorial, spearman, spearmanTest } from './index.ts';

const permutations = fc
  .integer({ min: 3, max: 60 })
  .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }));

test('of a permutation: the covariance of ranks by definition, and 1 - rho^2 without cancellation', () => {
  fc.assert(
    fc.property(permutations, (order) => {
      const n = order.length;
      const identity = [...Array(n).keys()];
      const { rho, oneMinusRhoSquared } = spearman(order, identity);
      const mean = (n - 1) / 2;
      let xy = 0;
      let xx = 0;
      for (let i = 0; i < n; i++) {
        xy += (order[i] - mean) * (i - mean);
        xx += (i - mean) ** 2;
      }
      assert.ok(Math.abs(rho - xy / xx) < 1e-15 * n);
      // (xx - xy)(xx + xy) / xx^2: quarters of integers, exact.
      const exact = ((xx - xy) * (xx + xy)) / (xx * xx);
      assert.ok(Math.abs(oneMinusRhoSquared - exact) <= 4 * Number.EPSILON * exact);
    }),
    { seed: 3 },
  );
});

test('depends on order only: any increasing map of either side changes nothing; swapping sides neither', () => {
  fc.assert(
    fc.property(permutations, (order) => {
      const identity = [...Array(order.length).keys()];
      const plain = spearman(order, identity);
      assert.deepEqual(
        spearman(
          order.map((x) => Math.exp(x / 10) - 7),
          identity,
        ),
        plain,
      );
      assert.deepEqual(spearman(identity, order), plain);
    }),
    { seed: 4 },
  );
});

test('ties take average ranks', () => {
  // Ranks of a: 1, 2.5, 2.5, 4; of b: 1, 2, 3, 4: covariance 4.5, variances 4.5 and 5.
  assert.ok(Math.abs(spearman([1, 5, 5, 9], [0, 1, 2, 3]).rho - 4.5 / Math.sqrt(4.5 * 5)) < 1e-15);
});

test('one exchange of neighbours among 20,000 keeps its digits: 1 - rho^2 = q (2 - q), q = 12 / (n^3 - n)', () => {
  const n = 20_000;
  const order = Int32Array.from({ length: n }, (_, i) => i);
  [order[7], order[8]] = [8, 7];
  const q = 12 / (n * (n * n - 1));
  const { oneMinusRhoSquared } = spearman(order, Int32Array.from(order.keys()));
  assert.ok(Math.abs(oneMinusRhoSquared - q * (2 - q)) < 1e-15 * q);
});

test('perfect agreement and reversal give ln(2 / n!)', () => {
  for (const n of [3, 10, 344, 512, 20_000]) {
    const identity = Int32Array.from({ length: n }, (_, i) => i);
    for (const other of [identity, identity.toReversed()]) {
      const { rho, lnPValue } = spearmanTest(spearman(identity, other));
      assert.equal(Math.abs(rho), 1);
      assert.ok(Math.abs(lnPValue - (Math.LN2 - logFactorial(n))) <= 2 * Number.EPSILON * logFactorial(n));
    }
  }
});

test('near agreement and near reversal: the share of permutations that are as near, n = 10 by listing all', () => {
  const n = 10;
  const byDistance = new Float64Array((n * (n * n - 1)) / 3 + 1);
  const visit = (row: number, taken: number, squares: number): void => {
    if (row === n) byDistance[squares]++;
    else
      for (let col = 0; col < n; col++)
        if ((taken & (1 << col)) === 0) visit(row + 1, taken | (1 << col), squares + (row - col) ** 2);
  };
  visit(0, 0, 0);
  const identity = [...Array(n).keys()];
  let within = 0;
  for (let squares = 0; squares <= 160; squares += 2) {
    within += byDistance[squares];
    const lnExact = Math.log((2 * within) / 3_628_800);
    const order = permutationAt(n, squares);
    for (const one of [order, order.toReversed()]) {
      const { lnPValue } = spearmanTest(spearman(one, identity));
      assert.ok(
        Math.abs(lnPValue - Math.min(0, lnExact)) < 1e-12 * Math.max(1, -lnExact),
        `D = ${squares}: ${lnPValue}, exactly ${lnExact}`,
      );
    }
  }
});

/** Some permutation of n at this even squared distance: the largest exchanges that fit, of elements not yet moved. */
function permutationAt(n: number, squares: number): number[] {
  const search = (order: number[], free: number[], left: number): number[] | null => {
    if (left === 0) return order;
    for (const [i, a] of free.entries()) {
      for (const b of free.slice(i + 1).reverse()) {
        if (2 * (b - a) ** 2 > left) continue;
        const next = order.with(a, order[b]).with(b, order[a]);
        const found = search(
          next,
          free.filter((one) => one !== a && one !== b),
          left - 2 * (b - a) ** 2,
        );
        if (found !== null) return found;
      }
    }
    return null;
  };
  const identity = [...Array(n).keys()];
  return search(identity, identity, squares) ?? assert.fail(`No exchanges at ${squares}`);
}

test('one, two and three steps from agreement, of any length: 1, n - 1, C(n - 2, 2), C(n - 3, 3) + 2 (n - 2) permutations', () => {
  for (const n of [12, 20, 60, 65, 344, 2048]) {
    const counts = [1, n - 1, ((n - 2) * (n - 3)) / 2, ((n - 3) * (n - 4) * (n - 5)) / 6 + 2 * (n - 2)];
    let within = 0;
    const order = [...Array(n).keys()];
    for (const [k, count] of counts.entries()) {
      within += count; // D = 2k: k exchanges of neighbours
      if (k > 0) [order[2 * k], order[2 * k + 1]] = [2 * k + 1, 2 * k];
      const { lnPValue } = spearmanTest(spearman(order, Int32Array.from(order.keys())));
      const lnExact = Math.LN2 + Math.log(within) - logFactorial(n);
      assert.ok(
        Math.abs(lnPValue - lnExact) < 1e-13 * -lnExact,
        `n = ${n}, D = ${2 * k}: ${lnPValue}, exactly ${lnExact}`,
      );
    }
  }
});

test('p never falls as rankings move apart, across the end of what is counted', () => {
  for (const n of [9, 10, 13, 16, 17, 20, 21, 64, 65, 344]) {
    const middle = (n * (n * n - 1)) / 6;
    let before = Number.NEGATIVE_INFINITY;
    for (let squares = 0; squares <= Math.min(middle, 2_000); squares += 2) {
      const q = squares / middle;
      const { lnPValue } = spearmanTest({ n, rho: 1 - q, oneMinusRhoSquared: q * (2 - q), squares });
      assert.ok(lnPValue >= before, `n = ${n}, D = ${squares}`);
      before = lnPValue;
    }
  }
});

const rankings = JSON.parse(readFileSync(new URL('./fixtures/rankings.json', import.meta.url), 'utf8')) as {
  x: number[];
  y: number[];
  rho: number;
  p: number;
}[];

test('rho and p of SciPy, with ties and without; exact over all pairings at n < 10', () => {
  assert.ok(rankings.some(({ x }) => x.length < 10 && new Set(x).size < x.length));
  for (const { x, y, rho, p } of rankings) {
    const correlation = spearman(x, y);
    assert.ok(Math.abs(correlation.rho - rho) < 1e-14);
    const { lnPValue } = spearmanTest(correlation);
    assert.ok(Math.abs(lnPValue - Math.log(p)) < 1e-11 * Math.abs(Math.log(p)) + 1e-12, `${x}, ${y}: ${lnPValue}`);
    const tied = new Set(x).size < x.length || new Set(y).size < y.length;
    assert.equal('lnExactPValue' in correlation, tied && x.length < 10);
  }
});

test('the exact p-values of n < 10 are those of a uniform law: each is the share of pairings at least as extreme', () => {
  const n = 6;
  const identity = [...Array(n).keys()];
  const all: number[] = [];
  const visit = (order: number[]): void => {
    if (order.length === n) all.push(Math.exp(spearmanTest(spearman(order, identity)).lnPValue));
    else for (let i = 0; i < n; i++) if (!order.includes(i)) visit([...order, i]);
  };
  visit([]);
  for (const p of new Set(all)) {
    const share = all.filter((other) => other <= p + 1e-12).length / all.length;
    assert.ok(Math.abs(share - p) < 1e-12, `${p} is the share ${share}`);
  }
});

test('two values: both orders are perfect, p = 1', () => {
  assert.equal(spearmanTest(spearman([0, 1], [1, 0])).lnPValue, 0);
});

test('refuses what has no rank correlation', () => {
  assert.throws(() => spearman([1, 2, 3], [1, 2]), { code: 'STATS_SHAPE' });
  assert.throws(() => spearman([1], [1]), { code: 'STATS_SHAPE' });
  assert.throws(() => spearman([1, Number.NaN, 3], [1, 2, 3]), { code: 'STATS_NON_FINITE' });
  assert.throws(() => spearman([4, 4, 4], [1, 2, 3]), { code: 'STATS_DOMAIN' });
  assert.throws(() => spearmanTest({ n: 9, rho: Number.NaN, oneMinusRhoSquared: 1 }), { code: 'STATS_NON_FINITE' });
});

interface ZooPair extends Record<string, unknown> {
  a: string;
}
interface ZooBlock {
  rho: number;
  log10_p: number;
}

test('the tests and combinations of the reference zoo', (t) => {
  const path = new URL('../../../../../shared/zoo/expected.json', import.meta.url);
  if (!existsSync(path)) {
    t.skip('../shared/zoo is not here');
    return;
  }
  const { pairs, twoViewPairs } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, ZooPair[]>;
  let compared = 0;
  for (const pair of [...pairs, ...twoViewPairs]) {
    const n = pair.a.startsWith('l') ? 344 : 512;
    for (const [name, blocks] of Object.entries(pair)) {
      const fisher = pair[`${name}_fisher_log10_p`];
      if (typeof fisher !== 'number') continue;
      for (const { rho, log10_p } of blocks as ZooBlock[]) {
        const { lnPValue } = spearmanTest({ n, rho, oneMinusRhoSquared: (1 - rho) * (1 + rho) });
        // The file has 12 digits of rho; where p is near 1 they are the error.
        assert.ok(Math.abs(lnPValue / Math.LN10 - log10_p) <= 1e-9 * Math.abs(log10_p) + 1e-10, `${pair.a} ${name}`);
        compared++;
      }
      const combined = fisherCombine((blocks as ZooBlock[]).map(({ log10_p }) => log10_p * Math.LN10)) / Math.LN10;
      assert.ok(Math.abs(combined - fisher) <= 1e-9 * Math.abs(fisher), `${pair.a} ${name}`);
    }
  }
  assert.ok(compared > 500);
});
