import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { symmetricEigen } from './symmetric-eigen.ts';
import { assertNear, identity, multiply, noise, reference, symmetrized, transpose } from './test-matrices.ts';
import { tridiagonalVectors } from './tridiagonal-vectors.ts';

/** V^T V over the first k rows. */
function projector(vectors: Float64Array, n: number, k: number): Float64Array {
  const p = new Float64Array(n * n);
  for (let i = 0; i < k; i++)
    for (let r = 0; r < n; r++) for (let c = 0; c < n; c++) p[r * n + c] += vectors[i * n + r] * vectors[i * n + c];
  return p;
}

/** A V - V diag(values), largest element. */
function residual(a: Float64Array, n: number, { values, vectors }: ReturnType<typeof symmetricEigen>): number {
  let worst = 0;
  for (const [i, value] of values.entries()) {
    for (let r = 0; r < n; r++) {
      let sum = -value * vectors[i * n + r];
      for (let c = 0; c < n; c++) sum += a[r * n + c] * vectors[i * n + c];
      worst = Math.max(worst, Math.abs(sum));
    }
  }
  return worst;
}

function assertOrthonormalRows(vectors: Float64Array, n: number): void {
  const count = vectors.length / n;
  const square = new Float64Array(n * n);
  square.set(vectors);
  const gram = multiply(square, transpose(square, n), n);
  assertNear(
    gram,
    identity(n).map((one, at) => (at < count * n ? one : 0)),
    1e-13,
    'orthonormal',
  );
}

test('eigenvalues of numpy', () => {
  const { n } = reference;
  const a = Float64Array.from(reference.a);
  assertNear(symmetricEigen({ a: multiply(a, transpose(a, n), n), n }).values, reference.eigenvalues, 1e-12);
});

const symmetric = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 4 })).chain(([n, repeated]) =>
  fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n }).map((cells) => {
    const a = Float64Array.from(cells);
    for (let row = Math.max(1, n - repeated); row < n; row++) a.copyWithin(row * n, 0, n); // singular
    return { a: symmetrized(a, n), n };
  }),
);

test('eigenvectors are orthonormal and rebuild the matrix, largest eigenvalue first; some of them are the first of all', () => {
  fc.assert(
    fc.property(symmetric, fc.double({ min: 0, max: 0.5, noNaN: true }), ({ a, n }, share) => {
      const all = symmetricEigen({ a, n });
      const scale = 1 + Math.max(...all.values.map(Math.abs));
      assertOrthonormalRows(all.vectors, n);
      const scaled = all.vectors.map((value, at) => value * all.values[Math.floor(at / n)]);
      assertNear(multiply(transpose(all.vectors, n), scaled, n), a, 1e-13 * n * scale);
      for (let i = 1; i < n; i++) assert.ok(all.values[i - 1] >= all.values[i]);
      const count = Math.floor(share * n);
      const some = symmetricEigen({ a, n, count });
      assertNear(some.values, all.values.subarray(0, count), 1e-13 * scale);
      assertOrthonormalRows(some.vectors, n);
      assert.ok(residual(a, n, some) <= 1e-13 * n * scale);
    }),
    { numRuns: 100, seed: 5 },
  );
});

test('leading subspaces of a clustered spectrum are those of SciPy, to rounding over the gap that ends them', () => {
  const { n, values, projectors } = reference.clustered;
  const a = Float64Array.from(reference.clustered.a);
  for (const { k, gap, matrix } of projectors) {
    const leading = symmetricEigen({ a, n, count: k });
    assertNear(leading.values, values.slice(0, k), 1e-14 * values[0]);
    assertOrthonormalRows(leading.vectors, n);
    const allowed = (20 * Number.EPSILON * values[0]) / gap;
    assertNear(projector(leading.vectors, n, k), matrix, allowed, `k = ${k}`);
    assertNear(projector(symmetricEigen({ a, n }).vectors, n, k), matrix, allowed, `all of which ${k}`);
  }
});

test('eigenvalues of the second difference matrix are 2 - 2 cos(k pi / (n + 1))', () => {
  const n = 30;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const wanted = Float64Array.from({ length: n }, (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)));
  assertNear(symmetricEigen({ a, n }).values, wanted, 1e-13);
});

test('pairs of eigenvalues that agree to all digits (Wilkinson) still have orthogonal vectors', () => {
  const n = 101;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = Math.abs(i - 50);
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = 1;
  }
  const leading = symmetricEigen({ a, n, count: 40 });
  assertOrthonormalRows(leading.vectors, n);
  assert.ok(residual(a, n, leading) < 1e-12);
});

test('multiples of the identity, zero and diagonal matrices', () => {
  const n = 12;
  for (const factor of [0, 3, -1e-200]) {
    const a = identity(n).map((one) => factor * one);
    const leading = symmetricEigen({ a, n, count: 5 });
    assert.deepEqual([...leading.values], Array(5).fill(factor));
    assertOrthonormalRows(leading.vectors, n);
  }
  const { values, vectors } = symmetricEigen({ a: Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 2), n: 3 });
  assert.deepEqual([...values], [2, 2, 0]);
  assertOrthonormalRows(vectors, 3);
});

test('scale moves eigenvalues and nothing else; a relabelling of rows and columns moves the elements of vectors', () => {
  const n = 40;
  const count = 9;
  const a = symmetrized(noise(n * n, 5), n);
  const plain = symmetricEigen({ a, n, count });
  const scaled = symmetricEigen({ a: a.map((value) => 1024 * value), n, count }); // a power of 2: no rounding
  assert.deepEqual(
    scaled.values,
    plain.values.map((value) => 1024 * value),
  );
  assert.deepEqual(scaled.vectors, plain.vectors);
  const order = (i: number) => (i * 7 + 3) % n;
  const moved = Float64Array.from(a, (_, at) => a[order(Math.floor(at / n)) * n + order(at % n)]);
  const p = projector(plain.vectors, n, count);
  const expected = Float64Array.from(p, (_, at) => p[order(Math.floor(at / n)) * n + order(at % n)]);
  assertNear(projector(symmetricEigen({ a: moved, n, count }).vectors, n, count), expected, 1e-12);
});

test('inverse iteration with a value that is none gives up', () => {
  const [diagonal, offDiagonal] = [Float64Array.of(1, 2, 3), Float64Array.of(0.5, 0.5, 0)];
  assert.equal(tridiagonalVectors({ diagonal, offDiagonal, values: Float64Array.of(2.5) }), null);
});

test('refuses wrong shapes and numbers that are not finite', () => {
  assert.throws(() => symmetricEigen({ a: new Float64Array(5), n: 2 }), { code: 'STATS_SHAPE' });
  assert.throws(() => symmetricEigen({ a: Float64Array.of(1, 0, Number.NaN, 1), n: 2 }), { code: 'STATS_NON_FINITE' });
});
