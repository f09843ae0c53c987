import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './percentile.ts';
import { summarizeComparison } from './summarize-comparison.ts';

const close = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);

test('two tokens by hand', () => {
  const [half, quarter, eighth] = [Math.LN2, 2 * Math.LN2, 3 * Math.LN2];
  const summary = summarizeComparison({
    losses: Float64Array.of(half, quarter),
    baseLosses: Float64Array.of(quarter, eighth),
    klNats: Float64Array.of(0.1, 0.3),
    jsNats: Float64Array.of(0, 0.2),
    sameTop: Uint8Array.of(1, 0),
  });
  close(summary.ppl.value, 2 ** 1.5);
  close(summary.pplBase.value, 2 ** 2.5);
  close(summary.lnPplCorrelation, 1); // both rise by ln 2
  close(summary.lnPplRatio.value, -Math.LN2);
  close(summary.lnPplRatio.standardError, 0);
  close(summary.pplRatio.value, 0.5);
  close(summary.pplDifference.value, 2 ** 1.5 - 2 ** 2.5);
  // deviations of ln 2 / 2, n - 1 = 1
  close(summary.ppl.standardError, 2 ** 1.5 * (Math.LN2 / 2));
  // differences of probability 1/4 and 1/8
  close(summary.deltaP.mean.value, 3 / 16);
  close(summary.deltaP.maximum, 1 / 4);
  close(summary.deltaPRms.value, Math.sqrt((1 / 16 + 1 / 64) / 2));
  close(summary.kld.mean.value, 0.2);
  close(summary.kld.mean.standardError, 0.1);
  close(summary.kld.median, 0.2);
  close(summary.sameTop.value, 0.5);
  close(summary.sameTop.standardError, 0.5);
});

test('one token has values and no errors', () => {
  const one = Float64Array.of(0.5);
  const summary = summarizeComparison({
    losses: one,
    baseLosses: one,
    klNats: Float64Array.of(0),
    jsNats: Float64Array.of(0),
    sameTop: Uint8Array.of(1),
  });
  assert.equal(summary.lnPplCorrelation, null);
  assert.equal(summary.pplDifference.standardError, null);
  assert.deepEqual(summary.kld.mean, { value: 0, standardError: null });
  assert.deepEqual(summary.sameTop, { value: 1, standardError: null });
});

test('percentiles lie between neighbours, as NumPy has them', () => {
  const sorted = Float64Array.of(1, 2, 4, 8);
  for (const [fraction, expected] of [
    [0, 1],
    [0.25, 1.75],
    [0.5, 3],
    [0.9, 6.8],
    [1, 8],
  ])
    close(percentile(sorted, fraction), expected);
  close(percentile(Float64Array.of(7), 0.3), 7);
});
