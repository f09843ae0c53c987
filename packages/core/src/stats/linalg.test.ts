import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { polarFactor, singularValues, spdInverse, symmetricEigen } from './index.ts';

const numpy = JSON.parse(readFileSync(new URL('./fixtures/matrices.json', import.meta.url), 'utf8')) as {
  n: number;
} & Record<'a' | 'singularValues' | 'polarFactor' | 'eigenvalues' | 'inverse', number[]>;

/** Square matrices, some of them singular: the last rows repeat the first. */
const matrices = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 0, max: 4 })).chain(([n, repeated]) =>
  fc.array(fc.integer({ min: -9, max: 9 }), { minLength: n * n, maxLength: n * n }).map((cells) => {
    const a = Float64Array.from(cells);
    for (let row = Math.max(1, n - repeated); row < n; row++) a.copyWithin(row * n, 0, n);
    return { a, n };
  }),
);

test('agree with numpy', () => {
  const { n } = numpy;
  const a = Float64Array.from(numpy.a);
  const gram = multiply(a, transpose(a, n), n);
  // Condition numbers of this matrix and its Gram matrix are below 1e4.
  assertNear(singularValues({ a, n }).values, numpy.singularValues, 1e-12);
  assertNear(polarFactor({ a, n }), numpy.polarFactor, 1e-12);
  assertNear(symmetricEigen({ a: gram, n }).values, numpy.eigenvalues, 1e-12);
  assertNear(spdInverse({ a: withRidge(gram, n, 1), n }), numpy.inverse, 1e-12);
});

test('eigenvectors are orthonormal and rebuild the matrix, largest eigenvalue first', () => {
  fc.assert(
    fc.property(matrices, ({ a, n }) => {
      const symmetric = a.map((value, at) => value + a[(at % n) * n + Math.floor(at / n)]);
      const { values, vectors } = symmetricEigen({ a: symmetric, n });
      const scale = 1 + Math.max(...values.map(Math.abs));
      assertNear(multiply(vectors, transpose(vectors, n), n), identity(n), 1e-13 * n);
      const scaled = vectors.map((value, at) => value * values[Math.floor(at / n)]);
      assertNear(multiply(transpose(vectors, n), scaled, n), symmetric, 1e-13 * n * scale);
      for (let i = 1; i < n; i++) assert.ok(values[i - 1] >= values[i]);
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('singular vectors are orthonormal on both sides and rebuild the matrix, singular or not', () => {
  fc.assert(
    fc.property(matrices, ({ a, n }) => {
      const { values, left, right } = singularValues({ a, n });
      assertNear(multiply(left, transpose(left, n), n), identity(n), 1e-12);
      assertNear(multiply(right, transpose(right, n), n), identity(n), 1e-12);
      const scaled = right.map((value, at) => value * values[Math.floor(at / n)]);
      assertNear(multiply(transpose(left, n), scaled, n), a, 1e-12 * (1 + values[0]));
    }),
    { numRuns: 60, seed: 6 },
  );
});

test('the polar factor of any matrix is orthogonal, and what is left is symmetric and has no negative eigenvalue', () => {
  fc.assert(
    fc.property(matrices, ({ a, n }) => {
      const q = polarFactor({ a, n });
      assertNear(multiply(q, transpose(q, n), n), identity(n), 1e-12);
      const h = multiply(transpose(q, n), a, n);
      const scale = 1 + Math.max(...h.map(Math.abs));
      assertNear(h, transpose(h, n), 1e-12 * scale * n);
      assert.ok(symmetricEigen({ a: h, n }).values[n - 1] >= -1e-12 * scale * n);
    }),
    { numRuns: 60, seed: 7 },
  );
});

test('singular values over fourteen orders leave an orthogonal polar factor', () => {
  const n = 15;
  const { vectors: u } = symmetricEigen({ a: mixed(n, 1), n });
  const { vectors: v } = symmetricEigen({ a: mixed(n, 2), n });
  const scaled = v.map((value, at) => value * 10 ** -Math.floor(at / n));
  const a = multiply(transpose(u, n), scaled, n);
  const q = polarFactor({ a, n });
  assertNear(multiply(q, transpose(q, n), n), identity(n), 1e-12);
  const expected = multiply(transpose(u, n), v, n);
  // The factor is determined up to eps / (s_i + s_j): the eight largest directions to 1e-16 / 1e-7.
  for (let i = 0; i < 8; i++) {
    for (let r = 0; r < n; r++) {
      let got = 0;
      let want = 0;
      for (let c = 0; c < n; c++) {
        got += q[r * n + c] * v[i * n + c];
        want += expected[r * n + c] * v[i * n + c];
      }
      assert.ok(Math.abs(got - want) < 1e-7);
    }
  }
});

test('centred inputs: the all-ones vector is a null vector, the factor stays orthogonal and right elsewhere', () => {
  const n = 32;
  const centred = (seed: number) => {
    const rows = mixed(n, seed);
    for (let r = 0; r < n; r++) {
      const mean = rows.subarray(r * n, (r + 1) * n).reduce((sum, value) => sum + value, 0) / n;
      for (let c = 0; c < n; c++) rows[r * n + c] -= mean;
    }
    return rows;
  };
  const e = centred(3);
  const gram = multiply(transpose(e, n), e, n); // symmetric, positive semidefinite: its factor is 1 off the null space
  const q = polarFactor({ a: gram, n });
  assertNear(multiply(q, transpose(q, n), n), identity(n), 1e-12);
  const { values } = symmetricEigen({ a: gram, n });
  const allowed = (1e-13 * values[0]) / values[n - 2]; // the smallest value that is not of the null space
  const projected = multiply(gram, q, n);
  assertNear(projected, gram, Math.max(1e-10, allowed) * values[0]);
});

test('an inverse applied to its matrix is the identity; what is not positive definite is refused', () => {
  const n = 40;
  const a = mixed(n, 9);
  const spd = withRidge(multiply(a, transpose(a, n), n), n, 1);
  assertNear(multiply(spdInverse({ a: spd, n }), spd, n), identity(n), 1e-10);
  assert.throws(() => spdInverse({ a: Float64Array.of(1, 2, 2, 1), n: 2 }), { code: 'STATS_DOMAIN' });
});

test('refuse wrong shapes and numbers that are not finite', () => {
  for (const compute of [symmetricEigen, singularValues, polarFactor, spdInverse]) {
    assert.throws(() => compute({ a: new Float64Array(5), n: 2 }), { code: 'STATS_SHAPE' });
    assert.throws(() => compute({ a: Float64Array.of(1, 0, Number.NaN, 1), n: 2 }), { code: 'STATS_NON_FINITE' });
  }
});

/** A full matrix without structure: sines of squares. */
function mixed(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => Math.sin((at + 17 * seed) ** 2));
}

function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
}

function withRidge(a: Float64Array, n: number, ridge: number): Float64Array {
  return a.map((value, at) => (at % (n + 1) === 0 ? value + ridge : value));
}

function transpose(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]);
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) product[i * n + j] += a[i * n + k] * b[k * n + j];
  return product;
}

function assertNear(actual: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
  assert.ok(worst <= tolerance, `off by ${worst}, allowed ${tolerance}`);
}
