import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { logFixedPointsTail } from './index.ts';

function* permutations(n: number): Generator<number[]> {
  if (n === 0) yield [];
  else for (const rest of permutations(n - 1)) for (let at = 0; at < n; at++) yield rest.toSpliced(at, 0, n - 1);
}

test('the tail is that of all permutations, counted', () => {
  for (let n = 0; n <= 7; n++) {
    const fixed = [...permutations(n)].map((order) => order.filter((to, from) => to === from).length);
    for (let k = 0; k <= n; k++) {
      const share = fixed.filter((count) => count >= k).length / fixed.length;
      assert.ok(Math.abs(Math.exp(logFixedPointsTail(k, n)) - share) < 1e-14, `n = ${n}, k = ${k}`);
    }
  }
});

test('of many elements it is the Poisson tail of mpmath, however small', () => {
  const file = new URL('./fixtures/fixed-points.json', import.meta.url);
  const cases = JSON.parse(readFileSync(file, 'utf8')) as { k: number; n: number; lnP: number }[];
  assert.ok(cases.length > 10);
  for (const { k, n, lnP } of cases)
    assert.ok(Math.abs(logFixedPointsTail(k, n) - lnP) <= 1e-12 * Math.abs(lnP), `n = ${n}, k = ${k}`);
});

test('what is no number of fixed points is refused', () => {
  for (const [k, n] of [
    [3, 2],
    [0.5, 2],
    [0, -1],
    [Number.NaN, 3],
  ])
    assert.throws(() => logFixedPointsTail(k, n), { code: 'STATS_DOMAIN' });
});
