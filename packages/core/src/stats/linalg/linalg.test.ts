import assert from 'node:assert/strict';
import { test } from 'node:test';
import { polarFactor } from './polar-factor.ts';
import { singularValues } from './singular-values.ts';
import { spdInverse } from './spd-inverse.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** Reproducible numbers in [-1, 1). */
function noise(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  }
  return c;
}

function transpose(a: Float64Array, n: number): Float64Array {
  return Float64Array.from(a, (_, at) => a[(at % n) * n + Math.floor(at / n)]);
}

const identity = (n: number) => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));

function assertClose(actual: Float64Array, wanted: Float64Array, tolerance: number, what: string): void {
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
  assert.ok(worst <= tolerance, `${what}: off by ${worst}`);
}

for (const n of [1, 2, 5, 40]) {
  test(`eigenvectors of a random symmetric matrix rebuild it, n = ${n}`, () => {
    const a = noise(n * n, n);
    const symmetric = a.map((value, at) => value + transpose(a, n)[at]);
    const { values, vectors } = symmetricEigen({ a: symmetric, n });
    for (let i = 1; i < n; i++) assert.ok(values[i - 1] >= values[i]);
    assertClose(multiply(vectors, transpose(vectors, n), n), identity(n), 1e-13, 'orthonormal');
    const scaled = vectors.map((value, at) => value * values[Math.floor(at / n)]);
    assertClose(multiply(transpose(vectors, n), scaled, n), symmetric, 1e-12, 'rebuilt');
  });
}

test('eigenvalues of the second difference matrix are 2 - 2 cos(k pi / (n + 1))', () => {
  const n = 30;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = 2;
    if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
  }
  const wanted = Float64Array.from({ length: n }, (_, i) => 2 - 2 * Math.cos(((n - i) * Math.PI) / (n + 1)));
  assertClose(symmetricEigen({ a, n }).values, wanted, 1e-13, 'eigenvalues');
});

test('repeated and zero eigenvalues, and a matrix that is diagonal already', () => {
  const { values, vectors } = symmetricEigen({ a: Float64Array.of(2, 0, 0, 0, 0, 0, 0, 0, 2), n: 3 });
  assert.deepEqual([...values], [2, 2, 0]);
  assertClose(multiply(vectors, transpose(vectors, 3), 3), identity(3), 0, 'orthonormal');
});

test('singular values of a matrix with orthogonal columns are their lengths, over fourteen orders', () => {
  const n = 8;
  const orthogonal = symmetricEigen({ a: symmetrized(noise(n * n, 3), n), n }).vectors;
  const a = orthogonal.map((value, at) => value * 100 ** -(at % n)); // column c has length 100^-c
  const { values } = singularValues({ a, n });
  for (let i = 0; i < n - 1; i++) assert.ok(Math.abs(values[i] * 100 ** i - 1) < 1e-12, `value ${i}: ${values[i]}`);
});

function symmetrized(a: Float64Array, n: number): Float64Array {
  const other = transpose(a, n);
  return a.map((value, at) => value + other[at]);
}

for (const n of [1, 4, 33]) {
  test(`the polar factor is orthogonal and leaves a symmetric positive part, n = ${n}`, () => {
    const a = noise(n * n, 7 + n);
    const q = polarFactor({ a, n });
    assertClose(multiply(q, transpose(q, n), n), identity(n), 1e-12, 'orthogonal');
    const positive = multiply(transpose(q, n), a, n);
    assertClose(positive, transpose(positive, n), 1e-12, 'symmetric');
    const { values } = symmetricEigen({ a: positive, n });
    assert.ok(values.every((value) => value > -1e-12));
  });
}

test('the polar factor of a rotated copy is the rotation', () => {
  const n = 12;
  const rotation = symmetricEigen({ a: symmetrized(noise(n * n, 21), n), n }).vectors;
  const spd = multiply(noise(n * n, 22), transpose(noise(n * n, 22), n), n);
  assertClose(polarFactor({ a: multiply(rotation, spd, n), n }), rotation, 1e-9, 'rotation');
});

test('a matrix with a null space has an orthogonal polar factor all the same', () => {
  const n = 10;
  const a = noise(n * n, 31);
  for (let i = 0; i < n; i++) {
    const mean = a.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / n;
    for (let j = 0; j < n; j++) a[i * n + j] -= mean; // the all-ones vector is a right null vector
  }
  const q = polarFactor({ a, n });
  assertClose(multiply(q, transpose(q, n), n), identity(n), 1e-12, 'orthogonal');
  const zero = polarFactor({ a: new Float64Array(9), n: 3 });
  assertClose(multiply(zero, transpose(zero, 3), 3), identity(3), 1e-12, 'of zero');
});

test('the inverse of a positive definite matrix; others are refused', () => {
  const n = 20;
  const b = noise(n * n, 41);
  const a = multiply(b, transpose(b, n), n);
  for (let i = 0; i < n; i++) a[i * n + i] += 1;
  assertClose(multiply(spdInverse({ a, n }), a, n), identity(n), 1e-11, 'inverse');
  assert.throws(() => spdInverse({ a: Float64Array.of(1, 2, 2, 1), n: 2 }), { code: 'STATS_DOMAIN' });
  assert.throws(() => spdInverse({ a: Float64Array.of(1, 2, 2), n: 2 }), { code: 'STATS_SHAPE' });
  assert.throws(() => symmetricEigen({ a: Float64Array.of(Number.NaN), n: 1 }), { code: 'STATS_NON_FINITE' });
});
