import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rollingWindows, slidingWindows, type WindowShape } from './windows.ts';

const tokensOf = (length: number) => Int32Array.from({ length }, (_, i) => 100 + i);
const inputs = (length: number, windowTokens: number, strideTokens = windowTokens) =>
  slidingWindows(tokensOf(length), { windowTokens, strideTokens }).map(({ input }) => [...input].map((t) => t - 100));

test('windows follow each other without overlap, the last as long as what is left', () => {
  assert.deepEqual(inputs(5, 2), [[0, 1], [2, 3], [4]]);
  assert.deepEqual(inputs(4, 2), [
    [0, 1],
    [2, 3],
  ]);
});

test('a text within the context is one window, an empty one none', () => {
  assert.deepEqual(inputs(3, 3), [[0, 1, 2]]);
  assert.deepEqual(inputs(3, 1024), [[0, 1, 2]]);
  assert.deepEqual(inputs(0, 4), []);
});

test('windows with a stride overlap and end where the text ends', () => {
  assert.deepEqual(inputs(7, 4, 2), [
    [0, 1, 2, 3],
    [2, 3, 4, 5],
    [4, 5, 6],
  ]);
});

const shapes = fc
  .record({
    length: fc.nat(60),
    windowTokens: fc.integer({ min: 2, max: 20 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ length, windowTokens, share }) => ({
    length,
    shape: { windowTokens, strideTokens: 1 + Math.floor(share * (windowTokens - 1)) },
  }));

/** Each target follows its row in the text, and is the only one of its position. */
function scoredOnce(length: number, shape: WindowShape, windows: ReturnType<typeof slidingWindows>): number[] {
  const seen: number[] = [];
  for (const { input, firstRow, targets, position } of windows) {
    assert.ok(input.length <= shape.windowTokens && firstRow >= 0 && firstRow + targets.length <= input.length);
    for (const [i, target] of targets.entries()) {
      assert.equal(target, 100 + position + i);
      const before = input[firstRow + i];
      assert.equal(before, position + i === 0 ? 7 : target - 1);
      seen.push(position + i);
    }
  }
  assert.deepEqual(
    seen,
    [...new Set(seen)].sort((a, b) => a - b),
  );
  assert.ok(seen.every((position) => position < length));
  return seen;
}

test('sliding windows predict every token once but those with nothing before them', () => {
  fc.assert(
    fc.property(shapes, ({ length, shape }) => {
      const seen = scoredOnce(length, shape, slidingWindows(tokensOf(length), shape));
      const unscored = Array.from({ length }, (_, i) => i).filter((i) =>
        shape.strideTokens === shape.windowTokens ? i % shape.windowTokens === 0 : i === 0,
      );
      assert.equal(seen.length, length - unscored.length);
      assert.ok(unscored.every((position) => !seen.includes(position)));
    }),
  );
});

test('rolling windows predict every token once, the first from the prefix', () => {
  fc.assert(
    fc.property(shapes, ({ length, shape }) => {
      const seen = scoredOnce(length, shape, rollingWindows(tokensOf(length), { ...shape, prefix: 7 }));
      assert.equal(seen.length, length);
    }),
  );
});
