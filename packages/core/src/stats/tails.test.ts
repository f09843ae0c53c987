import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  fisherCombine,
  logChiSquareSurvival,
  logCorrelationTail,
  logFactorial,
  logGamma,
  logStudentTSurvival,
  spearmanTest,
} from './index.ts';

const fixtures = JSON.parse(readFileSync(new URL('./fixtures/tails.json', import.meta.url), 'utf8')) as {
  logGamma: { x: number; ln: number }[];
  studentT: { t: number; df: number; ln: number }[];
  chiSquare: { x: number; df: number; ln: number }[];
  spearman: { n: number; rho: number; oneMinusRhoSquared: number; ln: number; lnClamped: number }[];
  fisher: { lnPValues: number[]; ln: number }[];
};

/** Relative in ln p, which is what is stored and compared; also where p is near 1 and ln p near 0. */
function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  const error = actual === expected ? 0 : Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(error <= tolerance, `${what}: ${actual} is not ${expected} (relative ${error})`);
}

test('ln Gamma agrees with mpmath, beside its zeros too', () => {
  for (const { x, ln } of fixtures.logGamma) assertClose(logGamma(x), ln, 1e-14, `x = ${x}`);
});

test('Student tails agree with mpmath from t = -1e6 to 1e160', () => {
  for (const { t, df, ln } of fixtures.studentT) {
    assertClose(logStudentTSurvival(t, df), ln, 1e-10, `t = ${t}, df = ${df}`);
  }
});

test('chi-square tails agree with mpmath up to x = 1e6, for even, odd and broken df', () => {
  for (const { x, df, ln } of fixtures.chiSquare) {
    assertClose(logChiSquareSurvival(x, df), ln, 1e-10, `x = ${x}, df = ${df}`);
  }
});

test('rank tests agree with mpmath for rho from 0 to 1 - 1e-12 and n to 20,000', () => {
  for (const { n, rho, oneMinusRhoSquared, ln, lnClamped } of fixtures.spearman) {
    const tail = logCorrelationTail({ rhoSquared: rho * rho, oneMinusRhoSquared, df: n - 2 });
    assertClose(tail, ln, 1e-10, `tail at n = ${n}, rho = ${rho}`);
    assertClose(spearmanTest({ n, rho, oneMinusRhoSquared }).lnPValue, lnClamped, 1e-10, `n = ${n}, rho = ${rho}`);
  }
});

test('Fisher combinations agree with mpmath; one p-value combines to itself', () => {
  for (const { lnPValues, ln } of fixtures.fisher) {
    assertClose(fisherCombine(lnPValues), ln, 1e-10, `${lnPValues.length} p-values`);
  }
});

test('a combination does not depend on the order of its p-values, and falls when one of them falls', () => {
  const lnPValues = [-0.01, -3, -250, -1e-9, -0.7];
  const combined = fisherCombine(lnPValues);
  assertClose(fisherCombine(lnPValues.toReversed()), combined, 1e-14, 'reversed');
  for (const [i, ln] of lnPValues.entries()) assert.ok(fisherCombine(lnPValues.with(i, ln - 0.5)) < combined);
});

test('tails fall as the statistic grows, without a step where one expansion takes over from another', () => {
  for (const df of [1, 7, 8, 342, 20_000]) {
    let [before, last] = [0, 0];
    for (let x = df / 4; x < 4 * df + 40; x += df / 64) {
      const ln = logChiSquareSurvival(x, df);
      assert.ok(ln < before || ln === 0, `chi-square at ${x}, ${df}`);
      before = ln;
    }
    for (let t = -12; t < 40; t += 0.125) {
      const ln = logStudentTSurvival(t, df);
      assert.ok(ln < last || ln === 0, `t at ${t}, ${df}`);
      last = ln;
    }
  }
});

test('domains', () => {
  for (const x of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => logGamma(x), { code: 'STATS_DOMAIN' });
  for (const n of [-1, 1.5, Number.NaN]) assert.throws(() => logFactorial(n), { code: 'STATS_DOMAIN' });
  assert.throws(() => logStudentTSurvival(Number.NaN, 3), { code: 'STATS_DOMAIN' });
  assert.throws(() => logStudentTSurvival(1, 0), { code: 'STATS_DOMAIN' });
  assert.throws(() => logChiSquareSurvival(-1, 2), { code: 'STATS_DOMAIN' });
  assert.throws(() => fisherCombine([]), { code: 'STATS_DOMAIN' });
  assert.throws(() => fisherCombine([0.1]), { code: 'STATS_DOMAIN' });
  assert.throws(() => fisherCombine([Number.NEGATIVE_INFINITY]), { code: 'STATS_DOMAIN' });
  assert.throws(() => fisherCombine([Number.NaN]), { code: 'STATS_NON_FINITE' });
});
