import { assertFinite, assertSquare } from './assert-square.ts';
import { choleskyInverse } from './cholesky-inverse.ts';
import type { Product } from './product.ts';

/** Matrices up to this size are inverted by plain loops: some milliseconds. */
const smallSize = 160;

/**
 * Inverse of a symmetric positive definite matrix by halves, so that nearly all of it is products:
 *
 *   A = [[P, R^T], [R, S]],  W = R P^-1,  Z = (S - W R^T)^-1,   A^-1 = [[P^-1 + W^T Z W, -W^T Z], [-Z W, Z]]
 *
 * S - W R^T, the Schur complement, is positive definite as A is. Small blocks by Cholesky's factors.
 * @param a  [n, n] row-major float64, finite, symmetric. Not written
 * @returns [n, n], to about eps times the condition number
 * @throws STATS_SHAPE, STATS_NON_FINITE, STATS_DOMAIN when A is not positive definite
 * O(n^3), 2 n^3 flops. Source: Golub and Van Loan, 2.1.4 and 4.2
 */
export async function spdInverse(options: {
  a: Float64Array;
  n: number;
  product: Product;
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const { a, n, product, signal } = options;
  assertSquare(a, n);
  assertFinite(a);
  return inverse({ a, n, product, signal });
}

async function inverse(options: Parameters<typeof spdInverse>[0]): Promise<Float64Array> {
  const { a, n, product, signal } = options;
  signal?.throwIfAborted();
  if (n <= smallSize) return choleskyInverse(a, n);
  const h = n >> 1;
  const t = n - h;
  const lower = block({ a, n, row: h, column: 0, rows: t, cols: h }); // R [t, h]
  const inverseP = await inverse({ ...options, a: block({ a, n, row: 0, column: 0, rows: h, cols: h }), n: h });
  const w = await product({ a: lower, b: inverseP, m: t, k: h, n: h });
  const schur = block({ a, n, row: h, column: h, rows: t, cols: t });
  const explained = await product({ a: w, b: lower, m: t, k: h, n: t, transposeB: true });
  for (let at = 0; at < schur.length; at++) schur[at] -= explained[at];
  const z = await inverse({ ...options, a: schur, n: t });
  const zw = await product({ a: z, b: w, m: t, k: t, n: h });
  const added = await product({ a: w, b: zw, m: h, k: t, n: h, transposeA: true }); // W^T Z W
  const result = new Float64Array(n * n);
  for (let i = 0; i < h; i++) {
    for (let j = 0; j <= i; j++) {
      result[i * n + j] = result[j * n + i] = inverseP[i * h + j] + (added[i * h + j] + added[j * h + i]) / 2;
    }
  }
  for (let i = 0; i < t; i++) {
    for (let j = 0; j < h; j++) result[(h + i) * n + j] = result[j * n + h + i] = -zw[i * h + j];
    result.set(z.subarray(i * t, (i + 1) * t), (h + i) * n + h);
  }
  return result;
}

function block(options: { a: Float64Array; n: number; row: number; column: number; rows: number; cols: number }) {
  const { a, n, row, column, rows, cols } = options;
  const part = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    const from = (row + i) * n + column;
    part.set(a.subarray(from, from + cols), i * cols);
  }
  return part;
}
