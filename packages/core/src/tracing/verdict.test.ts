import assert from 'node:assert/strict';
import { test } from 'node:test';
import { overallVerdict, verdict } from './verdict.ts';

test('descent needs both a small p-value and an effect', () => {
  assert.equal(verdict({ log10PValue: -50, agreeingFraction: 0.9 }), 'derived');
  assert.equal(verdict({ log10PValue: -50, agreeingFraction: 0.05 }), 'inconclusive');
  assert.equal(verdict({ log10PValue: -2, agreeingFraction: 0.9 }), 'inconclusive');
});

test('between no evidence and the threshold nothing is claimed', () => {
  assert.equal(verdict({ log10PValue: -0.4, agreeingFraction: 0.002 }), 'independent');
  assert.equal(verdict({ log10PValue: -4, agreeingFraction: 0.002 }), 'inconclusive');
});

test('a stricter or looser threshold moves the verdict, and never calls derived and independent the same evidence', () => {
  assert.equal(verdict({ log10PValue: -8, agreeingFraction: 0.5, thresholdLog10P: -10 }), 'inconclusive');
  assert.equal(verdict({ log10PValue: -2, agreeingFraction: 0.5, thresholdLog10P: -1.3 }), 'derived');
  assert.equal(verdict({ log10PValue: -2, agreeingFraction: 0, thresholdLog10P: -1.3 }), 'inconclusive');
});

test('one statistic that shows descent decides; silence needs all of them', () => {
  assert.equal(overallVerdict(['independent', 'derived', 'inconclusive']), 'derived');
  assert.equal(overallVerdict(['independent', 'inconclusive']), 'inconclusive');
  assert.equal(overallVerdict(['independent', 'independent']), 'independent');
  assert.equal(overallVerdict([]), 'inconclusive');
});
