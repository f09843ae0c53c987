import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import { keptRowsCheckpoint } from './kept-rows-checkpoint.ts';
import { openCheckpoint } from './open-checkpoint.ts';

const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i));

async function setUp(options: { indices: number[]; maxBytes?: number }) {
  const stored = await openCheckpoint(
    memorySource({ 'model.safetensors': floatTensors({ a: [[9, 4], wave(36)], b: [[9, 4], wave(36)] }) }),
  );
  const asked: [string, number[]][] = [];
  const counting: typeof stored = {
    ...stored,
    gatherRows(name, indices) {
      asked.push([name, Array.from(indices)]);
      return stored.gatherRows(name, indices);
    },
  };
  return { stored, asked, kept: keptRowsCheckpoint(counting, { name: 'a', ...options }) };
}

test('rows are read once, each of them, and are the same', async () => {
  const { stored, asked, kept } = await setUp({ indices: [7, 2, 7, 5] });
  for (const indices of [[5, 2, 5], [7], [], [2, 5, 7]]) {
    const rows = await kept.gatherRows('a', indices);
    assert.deepEqual(rows, await stored.gatherRows('a', indices));
    rows.fill(0); // what is handed out is the caller's own
  }
  assert.deepEqual(asked, [['a', [2, 5, 7]]]);
});

test('other rows, other tensors and errors are those of the checkpoint', async () => {
  const { stored, asked, kept } = await setUp({ indices: [1, 2] });
  assert.deepEqual(await kept.gatherRows('a', [1, 3]), await stored.gatherRows('a', [1, 3]));
  assert.deepEqual(await kept.gatherRows('b', [1, 2]), await stored.gatherRows('b', [1, 2]));
  assert.deepEqual(asked, [
    ['a', [1, 3]],
    ['b', [1, 2]],
  ]);
  await assert.rejects(kept.gatherRows('a', [9]), { code: 'TENSOR_SHAPE' });
  await assert.rejects(kept.gatherRows('c', [0]), { code: 'TENSOR_MISSING' });
});

test('more rows than there is room for are not kept', async () => {
  const { asked, kept } = await setUp({ indices: [1, 2], maxBytes: 31 });
  for (const indices of [[1], [2]]) await kept.gatherRows('a', indices);
  assert.equal(asked.length, 2);
});
