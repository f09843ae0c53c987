import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matrixProduct } from './matrix-product.ts';

/** The definition, in double precision. */
function naive(
  a: (i: number, l: number) => number,
  b: (l: number, j: number) => number,
  [m, k, n]: number[],
): number[] {
  const product: number[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < k; l++) sum += a(i, l) * b(l, j);
      product.push(sum);
    }
  }
  return product;
}

for (const [Elements, tolerance] of [
  [Float32Array, 1e-5],
  [Float64Array, 1e-13],
] as const) {
  for (const [transposeA, transposeB] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ]) {
    test(`${Elements.name}: product of ${transposeA ? 'A^T' : 'A'} and ${transposeB ? 'B^T' : 'B'}`, async () => {
      const [m, k, n] = [5, 37, 3];
      const a = new Elements(m * k).map((_: number, i: number) => Math.sin(i + 1));
      const b = new Elements(k * n).map((_: number, i: number) => Math.cos(3 * i));
      const expected = naive(
        (i, l) => a[transposeA ? l * m + i : i * k + l],
        (l, j) => b[transposeB ? j * k + l : l * n + j],
        [m, k, n],
      );
      const product = await matrixProduct<Float32Array | Float64Array>({ a, b, m, k, n, transposeA, transposeB });
      assert.ok(product instanceof Elements);
      assert.equal(product.length, m * n);
      for (const [i, value] of expected.entries()) assert.ok(Math.abs(product[i] - value) < tolerance * k);
    });
  }
}

test('views into larger arrays are taken where they begin', async () => {
  const a = Float64Array.of(9, 9, 1, 2, 9).subarray(2, 4);
  const b = Float64Array.of(9, 3, 4).subarray(1);
  assert.deepEqual([...(await matrixProduct({ a, b, m: 1, k: 2, n: 1 }))], [11]);
});

test('empty sums are zero and empty results are empty', async () => {
  const none = new Float64Array(0);
  assert.deepEqual([...(await matrixProduct({ a: none, b: none, m: 2, k: 0, n: 2 }))], [0, 0, 0, 0]);
  assert.equal((await matrixProduct({ a: none, b: new Float64Array(3), m: 0, k: 1, n: 3 })).length, 0);
});

test('an operand of another size is refused', async () => {
  const a = new Float64Array(5);
  await assert.rejects(matrixProduct({ a, b: a, m: 2, k: 2, n: 2 }), { code: 'STATS_SHAPE' });
});

test('a product of several slices is the product; an abort ends it between two', async () => {
  const [m, k, n] = [10_000, 1000, 1000]; // 1e10 multiplications: two slices in float64, the second from row 8,589 on
  const a = new Float64Array(m * k).map((_, i) => (i % 7) - 3);
  const b = new Float64Array(k * n).map((_, i) => (i % 5) - 2);
  const product = await matrixProduct({ a, b, m, k, n });
  for (const [i, j] of [
    [0, 0],
    [8588, 999],
    [8589, 7],
    [9999, 500],
  ]) {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
    assert.equal(product[i * n + j], sum); // small integers: exact
  }
  const transposed = new Float64Array(m * k);
  for (let i = 0; i < m; i++) for (let l = 0; l < k; l++) transposed[l * m + i] = a[i * k + l];
  const seen: number[][] = [];
  const onRows = (rows: Float64Array, first: number) => {
    seen.push([first, rows.length / n]);
    rows[0] = 0.5; // the receiver's to write
  };
  const again = await matrixProduct({ a: transposed, b, m, k, n, transposeA: true, threads: 1, onRows });
  assert.deepEqual(seen, [
    [0, 8589],
    [8589, 1411],
  ]);
  assert.deepEqual([again[0], again[8589 * n]], [0.5, 0.5]);
  product[0] = product[8589 * n] = 0.5;
  assert.deepEqual(again, product);
  const controller = new AbortController();
  const stopped = matrixProduct({ a, b, m, k, n, signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(stopped, /enough/);
});
