import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelTraceError } from '../errors.ts';
import type { Checkpoint, TensorInfo } from './checkpoint.ts';
import { permutedCheckpoint } from './permuted-checkpoint.ts';

/** Tensors whose element at [i, j, …] is 100 i + 10 j + …, in memory. */
function counting(shapes: Record<string, number[]>): Checkpoint {
  const tensors = new Map<string, TensorInfo>();
  const data = new Map<string, Float32Array>();
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, size) => product * size, 1);
    tensors.set(name, { name, dtype: 'F32', shape, sizeBytes: 4 * count });
    data.set(
      name,
      Float32Array.from({ length: count }, (_, flat) => {
        let rest = flat;
        let value = 0;
        for (const [axis, size] of [...shape.entries()].reverse()) {
          value += (rest % size) * [100, 10, 1][axis];
          rest = Math.floor(rest / size);
        }
        return value;
      }),
    );
  }
  const rowsOf = (name: string) => data.get(name)!.length / tensors.get(name)!.shape[0];
  return {
    tensors,
    parameters: 0,
    dtype: 'F32',
    async read(name, { rows = [0, tensors.get(name)!.shape[0]], into } = {}) {
      if (rows[1] > tensors.get(name)!.shape[0]) throw new ModelTraceError('TENSOR_SHAPE', 'no such rows');
      const part = data.get(name)!.slice(rows[0] * rowsOf(name), rows[1] * rowsOf(name));
      into?.set(part);
      return into ?? part;
    },
    gatherRows: async (name, indices) =>
      Float32Array.from(
        Array.from(indices, (row) => [
          ...data.get(name)!.subarray(row * rowsOf(name), (row + 1) * rowsOf(name)),
        ]).flat(),
      ),
    close: async () => undefined,
  };
}

const stored = counting({ vector: [4], matrix: [3, 4], stack: [2, 2, 3], other: [2, 2] });
const permuted = permutedCheckpoint(
  stored,
  new Map([
    ['vector', [Int32Array.of(3, 1, 0, 2)]],
    ['matrix', [Int32Array.of(2, 0, 1), Int32Array.of(1, 0, 3, 2)]],
    ['stack', [null, Int32Array.of(1, 0), Int32Array.of(2, 0, 1)]],
  ]),
);

test('elements stand where their order says', async () => {
  assert.deepEqual([...(await permuted.read('vector'))], [300, 100, 0, 200]);
  assert.deepEqual([...(await permuted.read('matrix'))], [210, 200, 230, 220, 10, 0, 30, 20, 110, 100, 130, 120]);
  assert.deepEqual([...(await permuted.read('stack'))], [12, 10, 11, 2, 0, 1, 112, 110, 111, 102, 100, 101]);
  assert.deepEqual([...(await permuted.read('other'))], [0, 10, 100, 110]);
});

test('parts, rows by index and given arrays are the same elements', async () => {
  const whole = await permuted.read('matrix');
  assert.deepEqual(await permuted.read('matrix', { rows: [1, 3] }), whole.slice(4));
  assert.deepEqual([...(await permuted.gatherRows('matrix', [2, 0]))], [...whole.slice(8), ...whole.slice(0, 4)]);
  assert.deepEqual(await permuted.read('vector', { rows: [1, 2] }), Float32Array.of(100));
  assert.deepEqual([...(await permuted.read('stack', { rows: [1, 2] }))], [112, 110, 111, 102, 100, 101]);
  const into = new Float32Array(8);
  assert.equal(await permuted.read('matrix', { rows: [0, 2], into }), into);
  assert.deepEqual(into, whole.slice(0, 8));
});

test('what does not fit is refused', async () => {
  await assert.rejects(permuted.read('matrix', { rows: [1, 4] }), { code: 'TENSOR_SHAPE' });
  await assert.rejects(permuted.read('matrix', { into: new Float32Array(3) }), { code: 'TENSOR_SHAPE' });
  const by =
    (name: string, ...axes: (Int32Array | null)[]) =>
    () =>
      permutedCheckpoint(stored, new Map([[name, axes]]));
  assert.throws(by('matrix', Int32Array.of(0, 1)), { code: 'TENSOR_SHAPE' });
  assert.throws(by('matrix', Int32Array.of(0, 1), null), { code: 'TENSOR_SHAPE' });
  assert.throws(by('stack', Int32Array.of(1, 0), null, null), { code: 'TENSOR_SHAPE' });
  assert.throws(by('absent', null), { code: 'TENSOR_MISSING' });
});
