import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { type InterpolatedTensor, interpolatedCheckpoint } from './interpolated-checkpoint.ts';

const info = (name: string): TensorInfo => ({ name, dtype: 'F32', shape: [3, 2], sizeBytes: 24 });

function holding(name: string, data: number[]): Checkpoint {
  return {
    ...{ tensors: new Map([[name, info(name)]]), parameters: data.length, dtype: 'F32' },
    async read(asked, { rows = [0, 3], into } = {}) {
      assert.equal(asked, name);
      const part = Float32Array.from(data.slice(2 * rows[0], 2 * rows[1]));
      into?.set(part);
      return into ?? part;
    },
    async gatherRows(asked, indices) {
      assert.equal(asked, name);
      return Float32Array.from(Array.from(indices, (row) => data.slice(2 * row, 2 * row + 2)).flat());
    },
    close: () => Promise.reject(new Error('closed by another')),
  };
}

const from = holding('a', [0, 1, 2, 3, 4, 5]);
const to = holding('b', [10, 1, -2, 7, 4, 0]);
const tensors = new Map<string, InterpolatedTensor>([['x', { info: info('x'), from: 'a', to: 'b' }]]);
const at = (share: number) => interpolatedCheckpoint({ from, to, share }, tensors);

test('elements lie on the line between those of both', async () => {
  assert.deepEqual([...(await at(0.25).read('x'))], [2.5, 1, 1, 4, 4, 3.75]);
  assert.deepEqual([...(await at(0.5).read('x', { rows: [1, 2] }))], [0, 5]);
  assert.deepEqual([...(await at(0.5).gatherRows('x', [2, 0]))], [4, 2.5, 5, 1]);
  const into = new Float32Array(4);
  assert.equal(await at(0.5).read('x', { rows: [1, 3], into }), into);
  assert.deepEqual([...into], [0, 5, 4, 2.5]);
});

test('the ends are the two themselves', async () => {
  assert.deepEqual(await at(0).read('x'), await from.read('a'));
  assert.deepEqual(await at(1).read('x'), await to.read('b'));
});

test('only what was named is there, and neither is closed', async () => {
  await assert.rejects(at(0.5).read('a'), { code: 'TENSOR_MISSING' });
  assert.deepEqual([...at(0.5).tensors.keys()], ['x']);
  await at(0.5).close();
});
