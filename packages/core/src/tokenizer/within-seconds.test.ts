import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withinSeconds } from './within-seconds.ts';

test('a match that would take years is stopped, and later work is not touched by it', () => {
  const match = () => /(.*)*(.*)*(.*)*x$/v.test('a'.repeat(200));
  assert.throws(() => withinSeconds(0.2, match), { message: 'It takes more than 0.2 s' });
  assert.equal(
    withinSeconds(5, () => withinSeconds(5, () => 7)),
    7,
  );
});

test('what the work throws comes through as it is', () => {
  const error = new RangeError('mine');
  assert.throws(
    () =>
      withinSeconds(5, () => {
        throw error;
      }),
    error,
  );
});
