import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { shortCommit, splitModelName } from './model-name.ts';
import { compact, percent, significant, whole } from './number.ts';
import { formatPValue } from './p-value.ts';
import { relativeTime } from './time.ts';

test('p-values below 0.001 are powers of ten and never 0', () => {
  assert.equal(formatPValue(-23.44), '10^-23.4');
  assert.equal(formatPValue(-4653.61), '10^-4653.6');
  assert.equal(formatPValue(-3.01), '10^-3.0');
  assert.equal(formatPValue(-3), '0.001');
  assert.equal(formatPValue(Math.log10(0.05)), '0.05');
  assert.equal(formatPValue(0), '1');
  for (let log10 = 0; log10 > -400; log10 -= 0.37) assert.notEqual(Number(formatPValue(log10)), 0);
});

test('numbers keep their significant digits, whole ones all of them', () => {
  assert.equal(significant(29.3747), '29.37');
  assert.equal(significant(0.00123456), '0.001235');
  assert.equal(significant(123456.7), '123,457');
  assert.equal(significant(1e-7), '1E-7');
  assert.equal(significant(0), '0');
  assert.equal(compact(124_439_808), '124.4M');
  assert.equal(compact(940_800), '940.8K');
  assert.equal(whole(12345.6), '12,346');
  assert.equal(percent(0.1234), '12.3%');
});

test('bytes have the unit that leaves one to three digits before the point', () => {
  assert.equal(formatBytes(0), '0 byte');
  assert.equal(formatBytes(999), '999 byte');
  assert.equal(formatBytes(1_000), '1 kB');
  assert.equal(formatBytes(15_432_100_000), '15.4 GB');
});

test('durations have at most two units', () => {
  assert.equal(formatDuration(0.44), '0.4 sec');
  assert.equal(formatDuration(12.4), '12 sec');
  assert.equal(formatDuration(59.6), '1 min');
  assert.equal(formatDuration(185), '3 min 5 sec');
  assert.equal(formatDuration(3600), '1 hr');
  assert.equal(formatDuration(7800), '2 hr 10 min');
  assert.equal(formatDuration(3 * 86_400), '3 days');
});

test('times are told by the largest unit that they fill', () => {
  const now = new Date('2026-03-01T12:00:00Z');
  const at = (seconds: number) => relativeTime(new Date(now.getTime() + seconds * 1000), now);
  assert.equal(at(-5), 'just now');
  assert.equal(at(-59), '59 seconds ago');
  assert.equal(at(-60), '1 minute ago');
  assert.equal(at(3600 * 2), 'in 2 hours');
  assert.equal(at(-86_400), 'yesterday');
  assert.equal(at(-86_400 * 400), 'last year');
});

test('names are split at the last slash', () => {
  assert.deepEqual(splitModelName('examples/models/g0'), { owner: 'examples/models/', name: 'g0' });
  assert.deepEqual(splitModelName('gpt2'), { owner: '', name: 'gpt2' });
  assert.equal(shortCommit('607a30d783dfa663caf39e06633721c8d4cfcd7e'), '607a30d');
});
