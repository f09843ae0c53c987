import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permutedInnerProducts } from './permuted-inner-products.ts';

const a = Float32Array.of(1, 2, 3, 4, 5, 6); // [[1, 2, 3], [4, 5, 6]]
const b = Float32Array.of(2, 0, 1, 1, 3, 0); // [[2, 0, 1], [1, 3, 0]]

test('sums by hand', () => {
  const result = permutedInnerProducts({
    ...{ a, b, rows: 2, cols: 3, draws: 2 },
    rowOrders: [Int32Array.of(1, 0), Int32Array.of(0, 1)],
    colOrders: [Int32Array.of(0, 1, 2), Int32Array.of(2, 0, 1)],
  });
  assert.equal(result.squaredA, 91);
  assert.equal(result.squaredB, 15);
  assert.equal(result.squaredDifference, 1 + 4 + 4 + 9 + 4 + 36);
  assert.equal(result.product, 2 + 3 + 4 + 15);
  // rows exchanged: 1 + 6 + 0 + 8 + 0 + 6; columns 2 0 1: 1 + 4 + 0 + 0 + 5 + 18
  assert.deepEqual([...result.permuted], [21, 28]);
});

test('without orders nothing changes', () => {
  const result = permutedInnerProducts({ a, b, rows: 2, cols: 3, draws: 3, rowOrders: null, colOrders: null });
  assert.deepEqual([...result.permuted], [24, 24, 24]);
  assert.throws(() => permutedInnerProducts({ a, b, rows: 2, cols: 2, draws: 0, rowOrders: null, colOrders: null }), {
    code: 'STATS_SHAPE',
  });
});

test('what a relabelling does not change is tied to the last bit', () => {
  // b is constant: every relabelling is the identity.
  const [rows, cols] = [37, 53];
  const values = Float32Array.from({ length: rows * cols }, (_, i) => Math.sin(i * i));
  const shifted = (length: number, by: number) => Int32Array.from({ length }, (_, i) => (i + by) % length);
  const { product, permuted } = permutedInnerProducts({
    ...{ a: values, b: new Float32Array(rows * cols).fill(0.02), rows, cols, draws: 2 },
    rowOrders: [shifted(rows, 5), shifted(rows, 0)],
    colOrders: [shifted(cols, 7), shifted(cols, 1)],
  });
  assert.deepEqual([...permuted], [product, product]);
});
