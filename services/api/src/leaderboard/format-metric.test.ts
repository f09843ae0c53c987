import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMetric } from './format-metric.ts';

test('p-values below 0.001 are printed as powers of ten and never as 0', () => {
  assert.equal(formatMetric(-23.44, 'log10'), '10^-23.4');
  assert.equal(formatMetric(-4711.96, 'log10'), '10^-4712.0');
  assert.equal(formatMetric(-3.01, 'log10'), '10^-3.0');
});

test('larger p-values are printed as decimals', () => {
  assert.equal(formatMetric(0, 'log10'), '1');
  assert.equal(formatMetric(Math.log10(0.05), 'log10'), '0.05');
  assert.equal(formatMetric(Math.log10(0.00123), 'log10'), '0.00123');
});

test('numbers keep four significant digits, whole numbers all of theirs', () => {
  assert.equal(formatMetric(29.374, 'number'), '29.37');
  assert.equal(formatMetric(1234.56, 'number'), '1235');
  assert.equal(formatMetric(123456.7, 'number'), '123457');
  assert.equal(formatMetric(1, 'number'), '1');
  assert.equal(formatMetric(0, 'number'), '0');
  assert.equal(formatMetric(12345678, 'number'), '1.235e+7');
});
