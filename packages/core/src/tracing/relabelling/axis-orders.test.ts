import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelParameter } from '../../architectures/index.ts';
import type { TensorInfo } from '../../weights/index.ts';
import { axisOrders } from './axis-orders.ts';

const tensors = new Map<string, TensorInfo>(
  Object.entries({ up: [3, 2], gateUp: [6, 2], shared: [2, 2] }).map(([name, shape]) => [
    name,
    { name, dtype: 'F32', shape, sizeBytes: 0 },
  ]),
);
const relabelling = { residual: Int32Array.of(1, 0), units: [Int32Array.of(2, 0, 1)] };
const orders = (parameters: ModelParameter[]) => axisOrders(parameters, { tensors, relabelling });
const lists = (axes: readonly (Int32Array | null)[] | undefined) => axes?.map((order) => order && [...order]);

test('units and coordinates of the stream are ordered as the relabelling says', () => {
  const found = orders([{ key: 'up', tensor: 'up', axes: ['units', 'residual'], block: 0 }]);
  assert.deepEqual(lists(found.get('up')), [
    [2, 0, 1],
    [1, 0],
  ]);
});

test('gates and ups of one tensor move together, however they are laid out', () => {
  const fused = (role: 'gate-up-halves' | 'gate-up-interleaved') =>
    lists(orders([{ key: 'gateUp', tensor: 'gateUp', axes: [role, 'fixed'], block: 0 }]).get('gateUp'));
  assert.deepEqual(fused('gate-up-halves'), [[2, 0, 1, 5, 3, 4], null]);
  assert.deepEqual(fused('gate-up-interleaved'), [[4, 5, 0, 1, 2, 3], null]);
  const parts: ModelParameter[] = [
    { key: 'gate', tensor: 'gateUp', rows: [0, 3], axes: ['units', 'fixed'], block: 0 },
    { key: 'up', tensor: 'gateUp', rows: [3, 6], axes: ['units', 'fixed'], block: 0 },
  ];
  assert.deepEqual(lists(orders(parts).get('gateUp')), [[2, 0, 1, 5, 3, 4], null]);
  assert.deepEqual(lists(orders(parts.slice(1)).get('gateUp')), [[0, 1, 2, 5, 3, 4], null]);
});

test('a tensor of two places that would be ordered differently is refused', () => {
  const first: ModelParameter = { key: 'a', tensor: 'shared', axes: ['fixed', 'residual'], block: null };
  assert.deepEqual(lists(orders([first, { ...first, key: 'b' }]).get('shared')), [null, [1, 0]]);
  assert.throws(() => orders([first, { ...first, key: 'b', axes: ['residual', 'residual'] }]), {
    code: 'TRACE_RELABELLING_UNSUPPORTED',
  });
});
