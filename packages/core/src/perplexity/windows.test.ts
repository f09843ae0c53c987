import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consecutiveWindows } from './windows.ts';

const windows = (tokens: number, length: number) =>
  consecutiveWindows(
    Int32Array.from({ length: tokens }, (_, i) => i),
    length,
  ).map((window) => [...window]);

test('windows follow each other without overlap, the last as long as what is left', () => {
  assert.deepEqual(windows(5, 2), [[0, 1], [2, 3], [4]]);
  assert.deepEqual(windows(4, 2), [
    [0, 1],
    [2, 3],
  ]);
});

test('a text within the context is one window, an empty one none', () => {
  assert.deepEqual(windows(3, 3), [[0, 1, 2]]);
  assert.deepEqual(windows(3, 1024), [[0, 1, 2]]);
  assert.deepEqual(windows(0, 4), []);
});
