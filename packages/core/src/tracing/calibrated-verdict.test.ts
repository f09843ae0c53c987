import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibratedVerdict } from './calibrated-verdict.ts';
import { localisedResult } from './localised-result.ts';
import type { Relabellings } from './relabelling/relabellings.ts';
import { statisticResult } from './statistic-result.ts';

const strong = { log10PValue: -50, agreeingFraction: 0.9 };
const calibration = (rejectionRate: number) => ({ rejectionRate, blockPairs: 400, source: 'docs/calibration/x.json' });

test('a statistic that rejects more than 0.5 % of independent pairs at 0.001 gives no verdict, and says why', () => {
  const { verdict, verdictRule } = calibratedVerdict({ ...strong, calibration: calibration(0.0075) });
  assert.equal(verdict, 'inconclusive');
  assert.match(verdictRule, /below 0.001 in 0.75 % of 400 independent pairs of blocks \(docs\/calibration\/x.json\)/);
  const independent = calibratedVerdict({ log10PValue: -0.2, agreeingFraction: 0, calibration: calibration(0.0075) });
  assert.equal(independent.verdict, 'inconclusive');
});

test('up to 0.5 %, and where nobody looked, the p-value decides', () => {
  for (const one of [calibration(0.005), calibration(0), null])
    assert.equal(calibratedVerdict({ ...strong, calibration: one }).verdict, 'derived');
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
