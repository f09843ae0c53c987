import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verdict } from '../results/index.ts';
import { correctedVerdict, overallVerdict, overallVerdictRule, verdict } from './verdict.ts';

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
  assert.equal(overallVerdict([]), null);
  assert.match(overallVerdictRule(null), /nothing was tested/);
});

test('a verdict that does not survive the correction of its p-value is taken back, and none is made by it', () => {
  const at = (verdict: Verdict, log10PValue: number, thresholdLog10P?: number) =>
    correctedVerdict({ verdict, log10PValue, thresholdLog10P });
  assert.equal(at('derived', -6.1), 'derived');
  assert.equal(at('derived', -5.9), 'inconclusive');
  assert.equal(at('derived', -5.9, -5), 'derived');
  assert.equal(at('inconclusive', -50), 'inconclusive');
  assert.equal(at('independent', 0), 'independent');
});
