import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchSequences } from './batches.ts';

const batches = (lengths: number[]) => batchSequences(lengths.map((length) => new Int32Array(length)));

test('neighbours of one length go together, up to 1,024 rows', () => {
  assert.deepEqual(batches(Array(20).fill(100)), [
    { firstRow: 0, count: 10, length: 100 },
    { firstRow: 1000, count: 10, length: 100 },
  ]);
});

test('another length, or one that is alone too long, is a batch of its own', () => {
  assert.deepEqual(batches([3, 3, 2, 3, 5000, 5000]), [
    { firstRow: 0, count: 2, length: 3 },
    { firstRow: 6, count: 1, length: 2 },
    { firstRow: 8, count: 1, length: 3 },
    { firstRow: 11, count: 1, length: 5000 },
    { firstRow: 5011, count: 1, length: 5000 },
  ]);
});

test('empty sequences take no rows', () => {
  assert.deepEqual(batches([0, 4, 0, 4]), [{ firstRow: 0, count: 2, length: 4 }]);
  assert.deepEqual(batches([]), []);
});
