import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks } from './log-ticks.ts';

test('round numbers within the range, ends included, not more than asked for', () => {
  assert.deepEqual(logTicks([44, 90], 10), [50, 60, 70, 80, 90]);
  // 13 of them: every other one.
  assert.deepEqual(logTicks([1, 10], 12), [1, 1.5, 2.5, 4, 6, 8, 10]);
  assert.ok(logTicks([0.3, 1e6], 5).length <= 5);
  assert.deepEqual(logTicks([52, 58], 5), []);
});
