import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateRemaining } from './estimate-remaining.ts';

test('what is left of a phase takes as long as what was done of it', () => {
  let nowMs = 0;
  const estimate = estimateRemaining(() => nowMs);
  const at = (ms: number, done: number, phase = 'layers') => {
    nowMs = ms;
    return estimate({ task: 'perplexity', phase, done, total: 12, unit: 'layers' }).etaSeconds;
  };
  assert.equal(at(0, 0), undefined);
  // 1 layer in 0.5 s: too early to tell.
  assert.equal(at(500, 1), undefined);
  // 3 layers in 6 s leave 9 at 2 s.
  assert.equal(at(6_000, 3), 18);
  assert.equal(at(24_000, 12), 0);
  // The speed of another phase is another.
  assert.equal(at(25_000, 2, 'head'), undefined);
  // From where it stood first: 1 layer in 2 s leaves 9.
  assert.equal(at(27_000, 3, 'head'), 18);
  // It starts over.
  assert.equal(at(40_000, 0, 'head'), undefined);
});
