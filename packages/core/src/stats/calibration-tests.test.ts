import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binomialInterval } from './binomial-interval.ts';
import fixtures from './fixtures/calibration.json' with { type: 'json' };
import { kolmogorovSmirnov, kolmogorovTail } from './kolmogorov-smirnov.ts';

const near = (actual: number, wanted: number, relative: number, what: string) =>
  assert.ok(Math.abs(actual - wanted) <= relative * Math.abs(wanted), `${what}: ${actual}, expected ${wanted}`);

test('the Kolmogorov-Smirnov test gives what scipy.stats.kstest gives, exactly', () => {
  for (const { values, d, p } of fixtures.kstest) {
    const result = kolmogorovSmirnov(values);
    near(result.d, d, 1e-14, `D of ${values.length}`);
    near(result.pValue, p, 1e-9, `p of ${values.length}`); // scipy's own error is of that order
    assert.equal(result.method, 'exact');
  }
});

test('the tail of D is that of scipy.stats.kstwo, and of mpmath where that approximates, from 1 to 1e-55', () => {
  for (const { n, d, p } of fixtures.tails) near(kolmogorovTail(n, d).pValue, p, 1e-9, `n ${n}, d ${d}`);
});

test('beyond 2000 values the limit law is used, said, and close to the exact one', () => {
  for (const t of [0.4, 0.8, 1.2, 1.9]) {
    const [n, d] = [2000, t / Math.sqrt(2000)];
    const exact = kolmogorovTail(n, d);
    const limit = kolmogorovTail(n + 1, t / Math.sqrt(n + 1));
    assert.deepEqual([exact.method, limit.method], ['exact', 'asymptotic']);
    assert.ok(Math.abs(exact.pValue - limit.pValue) < 0.003, `${t}: ${exact.pValue} and ${limit.pValue}`);
  }
});

test('values that are no p-values are refused', () => {
  assert.throws(() => kolmogorovSmirnov([]), { code: 'STATS_SHAPE' });
  assert.throws(() => kolmogorovSmirnov([0.5, Number.NaN]), { code: 'STATS_NON_FINITE' });
  assert.throws(() => kolmogorovSmirnov([1.5]), { code: 'STATS_DOMAIN' });
});

test('Clopper-Pearson intervals are those of quantiles of the beta distribution', () => {
  for (const { interval, ...input } of fixtures.intervals) {
    const actual = binomialInterval(input);
    for (const side of [0, 1]) near(actual[side], interval[side], 1e-9, `${JSON.stringify(input)} ${side}`);
  }
  assert.throws(() => binomialInterval({ successes: 3, trials: 2 }), { code: 'STATS_DOMAIN' });
});
