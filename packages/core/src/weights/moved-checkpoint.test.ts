import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { movedCheckpoint } from './moved-checkpoint.ts';

const infoOf = (name: string, shape: number[]): TensorInfo => ({ name, dtype: 'BF16', shape, sizeBytes: 0 });

const data: Record<string, number[]> = { matrix: [1, 2, 3, 4, 5, 6], vector: [1, 2, 3], other: [7] };
const tensors = new Map([
  ['matrix', infoOf('matrix', [3, 2])],
  ['vector', infoOf('vector', [3])],
  ['other', infoOf('other', [1])],
]);
const asked: string[] = [];
const stored: Checkpoint = {
  ...{ tensors, parameters: 9, dtype: 'BF16' },
  async read(name, { rows } = {}) {
    asked.push(`${name} ${rows ?? 'all'}`);
    const cols = name === 'matrix' ? 2 : 1;
    return Float32Array.from(rows === undefined ? data[name] : data[name].slice(rows[0] * cols, rows[1] * cols));
  },
  gatherRows: async (name, indices) =>
    Float32Array.from(Array.from(indices, (row) => data[name].slice(2 * row, 2 * row + 2)).flat()),
  close: async () => undefined,
};

const doubled = async (elements: Float32Array) => elements.map((value) => 2 * value);
const upsideDown = async (elements: Float32Array) => elements.toReversed();
const moved = movedCheckpoint(
  stored,
  new Map([
    ['byRow', { info: infoOf('byRow', [3, 2]), from: 'matrix', by: { rowwise: true, apply: doubled } }],
    ['whole', { info: infoOf('whole', [3, 2]), from: 'matrix', by: { rowwise: false, apply: upsideDown } }],
    ['vector', { info: infoOf('vector', [3]), from: 'vector', by: { rowwise: true, apply: doubled } }],
    ['ones', { info: infoOf('ones', [3]), from: 'vector', by: { constant: 1 } }],
  ]),
);

test('tensors are computed as they are read, and the others are as stored', async () => {
  assert.deepEqual([...(await moved.read('byRow'))], [2, 4, 6, 8, 10, 12]);
  assert.deepEqual([...(await moved.read('whole'))], [6, 5, 4, 3, 2, 1]);
  assert.deepEqual([...(await moved.read('vector'))], [2, 4, 6]);
  assert.deepEqual([...(await moved.read('ones'))], [1, 1, 1]);
  assert.deepEqual([...(await moved.read('other'))], [7]);
  assert.deepEqual([...moved.tensors.keys()], ['matrix', 'vector', 'other', 'byRow', 'whole', 'ones']);
});

test('parts are the same elements, and only what is computed by row is read by row', async () => {
  asked.length = 0;
  assert.deepEqual([...(await moved.read('byRow', { rows: [1, 2] }))], [6, 8]);
  assert.deepEqual([...(await moved.read('whole', { rows: [1, 2] }))], [4, 3]);
  assert.deepEqual([...(await moved.read('vector', { rows: [2, 3] }))], [6]);
  assert.deepEqual(asked, ['matrix 1,2', 'matrix all', 'vector all']);
  assert.deepEqual([...(await moved.gatherRows('byRow', [2, 0]))], [10, 12, 2, 4]);
  assert.deepEqual([...(await moved.gatherRows('whole', [2, 0]))], [2, 1, 6, 5]);
  const into = new Float32Array(2);
  assert.equal(await moved.read('whole', { rows: [0, 1], into }), into);
  assert.deepEqual([...into], [6, 5]);
});

test('what does not fit is refused', async () => {
  await assert.rejects(moved.read('whole', { rows: [2, 4] }), { code: 'TENSOR_SHAPE' });
  await assert.rejects(moved.read('whole', { into: new Float32Array(5) }), { code: 'TENSOR_SHAPE' });
  await assert.rejects(moved.gatherRows('whole', [3]), { code: 'TENSOR_SHAPE' });
  await assert.rejects(moved.gatherRows('ones', [0]), { code: 'TENSOR_SHAPE' });
});
