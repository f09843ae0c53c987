import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nullSummary } from './null-summary.ts';

const values = (groups: number[][]) =>
  groups.flatMap((group, cluster) => group.map((p) => ({ cluster, log10PValue: Math.log10(p), agreeing: cluster })));

test('what pairs of models share is taken out of the number of trials', () => {
  // Mean squares: between 0.49, within 0.005; intraclass correlation (0.49 - 0.005) / (0.49 + 0.005) = 0.97980.
  const { designEffect, blockPairs, modelPairs, rejections } = nullSummary(
    values([
      [0.1, 0.2],
      [0.8, 0.9],
    ]),
  );
  assert.ok(Math.abs(designEffect! - 1.9797979797979797) < 1e-12);
  assert.deepEqual([blockPairs, modelPairs], [4, 2]);
  const [{ interval, clusteredInterval }] = rejections;
  // 0 of n: the upper end is 1 - 0.025^(1/n).
  assert.ok(Math.abs(interval[1] - (1 - 0.025 ** (1 / 4))) < 1e-12);
  assert.ok(Math.abs(clusteredInterval![1] - (1 - 0.025 ** (designEffect! / 4))) < 1e-12);
});

test('groups that differ less than chance would make them count in full', () => {
  assert.equal(
    nullSummary(
      values([
        [0.1, 0.9],
        [0.2, 0.8],
      ]),
    ).designEffect,
    1,
  );
});

test('one pair of models, or one pair of blocks in each, says nothing about what is shared', () => {
  for (const groups of [[[0.1, 0.5, 0.6]], [[0.1], [0.5], [0.6]]]) {
    const { designEffect, rejections } = nullSummary(values(groups));
    assert.equal(designEffect, null);
    assert.equal(rejections[0].clusteredInterval, null);
  }
});

test('rates count p-values below alpha, the smallest included', () => {
  const { rejections, meanAgreeing, maxAgreeing, kolmogorovSmirnov } = nullSummary(
    values([
      [1e-300, 0.0009, 0.02],
      [0.001, 0.06, 0.9],
    ]),
  );
  assert.deepEqual(
    rejections.map(({ alpha, rejected }) => [alpha, rejected]),
    [
      [0.05, 4],
      [0.01, 3],
      [0.001, 2],
    ],
  );
  assert.deepEqual([meanAgreeing, maxAgreeing], [0.5, 1]);
  assert.ok(Math.abs(kolmogorovSmirnov.d - (5 / 6 - 0.06)) < 1e-12);
});
