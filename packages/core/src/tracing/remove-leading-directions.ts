import { matrixProduct } from '../engine/index.ts';
import type { ThreadPool } from '../threads/index.ts';

/**
 * bulk_k(Y): Y minus its mean over rows, minus its projection on its `k` leading right singular vectors. The directions in
 * which independently trained models resemble each other most are the leading ones (design note, evidence under the null).
 *
 *   Y V_k V_k^T from the eigenvectors of the Gram matrix Y^T Y
 *
 * @param y  [rows, width] float64, overwritten
 */
export async function removeLeadingDirections(options: {
  y: Float64Array;
  rows: number;
  width: number;
  k: number;
  pool: ThreadPool;
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const { y, rows, width, k, pool, signal } = options;
  subtractColumnMeans(y, width);
  const gram = (await matrixProduct({ a: y, b: y, m: width, k: rows, n: width, transposeA: true })) as Float64Array;
  const { vectors: leading } = await pool.symmetricEigen({ a: gram, n: width, count: k, signal }); // [k, width]
  const scores = await matrixProduct({ a: y, b: leading, m: rows, k: width, n: k, transposeB: true });
  const projection = await matrixProduct({ a: scores, b: leading, m: rows, k, n: width });
  for (let i = 0; i < y.length; i++) y[i] -= projection[i];
  return y;
}

/** Subtracts from each column of a [rows, width] matrix its mean, in place. */
export function subtractColumnMeans(y: Float64Array, width: number): void {
  const mean = new Float64Array(width);
  for (let i = 0; i < y.length; i += width) for (let j = 0; j < width; j++) mean[j] += y[i + j];
  const rows = y.length / width;
  for (let j = 0; j < width; j++) mean[j] /= rows;
  for (let i = 0; i < y.length; i += width) for (let j = 0; j < width; j++) y[i + j] -= mean[j];
}
