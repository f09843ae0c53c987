import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Product } from './product.ts';

/** What the tests of this folder share: matrices, and arithmetic by definition. Square matrices are [n, n] row-major. */

/** Values of numpy and SciPy, made by tools/reference/stats_fixtures.py. */
export const reference = JSON.parse(readFileSync(new URL('../fixtures/matrices.json', import.meta.url), 'utf8')) as {
  n: number;
  a: number[];
  polarFactor: number[];
  eigenvalues: number[];
  inverse: number[];
  clustered: {
    n: number;
    a: number[];
    values: number[];
    projectors: { k: number; gap: number; matrix: number[] }[];
  };
};

/** Reproducible numbers in [-1, 1). */
export function noise(length: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

export const plainProduct: Product = async ({ a, b, m, k, n, transposeA, transposeB }) => {
  const c = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const factor = transposeA ? a[l * m + i] : a[i * k + l];
      for (let j = 0; j < n; j++) c[i * n + j] += factor * (transposeB ? b[j * k + l] : b[l * n + j]);
    }
  }
  return c;
};

export function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  return c;
}

export function transpose(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]);
}

export const identity = (n: number) => Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));

export function symmetrized(a: Float64Array, n: number): Float64Array {
  const other = transpose(a, n);
  return a.map((value, at) => value + other[at]);
}

export function withRidge(a: Float64Array, n: number, ridge: number): Float64Array {
  return a.map((value, at) => (at % (n + 1) === 0 ? value + ridge : value));
}

export function assertNear(actual: Float64Array, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  assert.equal(actual.length, expected.length);
  let worst = 0;
  for (let i = 0; i < actual.length; i++) {
    const off = Math.abs(actual[i] - expected[i]);
    if (!(off <= worst)) worst = off; // NaN too
  }
  assert.ok(worst <= tolerance, `${what} off by ${worst}, allowed ${tolerance}`);
}
