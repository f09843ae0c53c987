import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planRanges } from './plan-ranges.ts';

const read = (position: number, byteLength: number) => ({ position, into: { byteLength } });
const limits = { maxGapBytes: 100, gapBudgetBytes: 1000, inFlight: 4, minRangeBytes: 1000, maxRangeBytes: 4000 };
const spans = (reads: ReturnType<typeof read>[], more: Partial<typeof limits> = {}) =>
  planRanges(reads, { ...limits, ...more }).ranges.map(({ start, end }) => [start, end]);

test('neighbours, overlaps and short gaps are one range; long gaps are left out', () => {
  assert.deepEqual(spans([read(50, 50), read(0, 50), read(20, 100), read(220, 10), read(331, 1)]), [
    [0, 230],
    [331, 332],
  ]);
});

test('the shortest gaps are bridged first, up to the budget', () => {
  const reads = [read(0, 1), read(51, 1), read(62, 1), read(143, 1)]; // gaps 50, 10, 80
  const { ranges, gapBytes } = planRanges(reads, { ...limits, gapBudgetBytes: 70 });
  assert.deepEqual(
    ranges.map(({ start, end }) => [start, end]),
    [
      [0, 63],
      [143, 144],
    ],
  );
  assert.equal(gapBytes, 60);
});

test('much is split into even parts: one for each request under way, no smaller and no larger than the bounds', () => {
  assert.deepEqual(spans([read(0, 900)]), [[0, 900]]);
  assert.deepEqual(
    spans([read(0, 8000)]),
    [0, 1, 2, 3].map((i) => [2000 * i, 2000 * i + 2000]),
  );
  assert.equal(spans([read(0, 40_000)]).length, 10);
});

test('every byte asked for is in exactly one range, and each range knows its reads', () => {
  let state = 1;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 200; round++) {
    const reads = Array.from({ length: 1 + random(20) }, () => read(random(20_000), 1 + random(3000)));
    const gapBudgetBytes = random(300);
    const { ranges, gapBytes } = planRanges(reads, { ...limits, gapBudgetBytes });
    const wanted = new Uint8Array(23_000);
    for (const { position, into } of reads) wanted.fill(1, position, position + into.byteLength);
    const fetched = new Uint8Array(23_000);
    for (const { start, end, reads: served } of ranges) {
      for (let i = start; i < end; i++) fetched[i]++;
      const overlapping = reads.filter((one) => one.position < end && one.position + one.into.byteLength > start);
      assert.deepEqual(new Set(served), new Set(overlapping));
      assert.ok(served.every((one, i) => i === 0 || served[i - 1].position <= one.position));
    }
    const gaps = fetched.filter((times, i) => times > wanted[i]).length;
    assert.ok(fetched.every((times, i) => times <= 1 && times >= wanted[i]));
    assert.equal(gaps, gapBytes);
    assert.ok(gaps <= gapBudgetBytes);
  }
});
