import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibratedVerdict } from './calibrated-verdict.ts';
import { localisedResult } from './localised-result.ts';
import type { Relabellings } from './relabelling/relabellings.ts';
import { statisticResult } from './statistic-result.ts';

const strong = { log10PValue: -50, agreeingFraction: 0.9, validity: 'empirical' } as const;
const calibration = (rejectionRate: number) => ({ rejectionRate, blockPairs: 400, source: 'docs/calibration/x.json' });

test('a statistic that rejects more than 0.5 % of independent pairs at 0.001 gives no verdict, and says why', () => {
  const { verdict, verdictRule } = calibratedVerdict({ ...strong, calibration: calibration(0.0075) });
  assert.equal(verdict, 'inconclusive');
  // The limit is SciPy's beta.ppf(0.975, 4, 397).
  assert.match(
    verdictRule,
    /below 0.001 in 0.75 % of 400 independent pairs of blocks \(95 % interval of Clopper and Pearson up to 2.2 %; docs\/calibration\/x.json\)/,
  );
  const independent = calibratedVerdict({
    ...strong,
    log10PValue: -0.2,
    agreeingFraction: 0,
    calibration: calibration(0.0075),
  });
  assert.equal(independent.verdict, 'inconclusive');
});

test('up to 0.5 % the p-value decides, and the rule says how little few pairs can bound', () => {
  for (const one of [calibration(0.005), calibration(0)])
    assert.equal(calibratedVerdict({ ...strong, calibration: one }).verdict, 'derived');
  // 1 - 0.025^(1/n)
  for (const [blockPairs, upper] of [
    [34, '10 %'],
    [162, '2.3 %'],
  ] as const) {
    const { verdict, verdictRule } = calibratedVerdict({ ...strong, calibration: { ...calibration(0), blockPairs } });
    assert.equal(verdict, 'derived');
    assert.ok(verdictRule.includes(`in 0 % of ${blockPairs} independent`) && verdictRule.includes(`up to ${upper};`));
  }
});

test('where nobody looked, an exact null decides and an empirical one does not', () => {
  assert.equal(calibratedVerdict({ ...strong, calibration: null, validity: 'exact' }).verdict, 'derived');
  const { verdict, verdictRule } = calibratedVerdict({ ...strong, calibration: null });
  assert.equal(verdict, 'inconclusive');
  assert.match(verdictRule, /nobody looked/);
  const named = calibratedVerdict({ ...strong, calibration: null, thresholdLog10P: -10 });
  assert.equal(named.verdict, 'derived');
  assert.match(named.verdictRule, /though its null is empirical, and nobody looked/);
});

test('who names a threshold decides by it, and the rule says what was known', () => {
  const { verdict, verdictRule } = calibratedVerdict({
    ...strong,
    thresholdLog10P: -10,
    calibration: calibration(0.3),
  });
  assert.equal(verdict, 'derived');
  assert.match(verdictRule, /too small on independent models/);
});

/** No permutation test is asked for: nothing may be drawn. */
const none: Relabellings = { count: 0, what: '', of: () => assert.fail(), whole: () => assert.fail() };

test('results of block pairs and of all pairs keep to it', () => {
  const block = { block: 0, baseBlock: 0, log10PValue: -80, rho: 1, units: 64, agreeing: 64, tieGap: 1 };
  const words = { variant: 'x', null: 'x', validity: 'empirical', direction: 'x' } as const;
  for (const [rejectionRate, wanted] of [
    [0.02, 'inconclusive'],
    [0.001, 'derived'],
  ] as const) {
    const one = { ...words, calibration: calibration(rejectionRate) };
    const pairs = statisticResult({
      ...{ relabellings: none, untestable: null, metric: 'cosine', blocks: [block], controls: null },
      variant: { ...one, statistic: 'match' },
    });
    const all = localisedResult({ variant: { ...one, statistic: 'match-all' }, metric: 'cosine', blocks: [block] });
    assert.deepEqual([pairs.verdict, all.verdict, all.sources[0].verdict], [wanted, wanted, wanted]);
  }
});
