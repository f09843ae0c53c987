import { matrixProduct } from '../engine/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import { subtractColumnMeans } from './remove-leading-directions.ts';

/** Eigenvalues of the covariance that count, relative to the largest: below are directions in which nothing varies. */
const smallestShare = 1e-8;
/** Added to them, relative to their mean: small ones are mostly noise. */
const damping = 1e-3;

/**
 * ZCA: Y minus its mean over rows, with equal variance in all directions, and as close to Y as that allows:
 *
 *   Y V diag(1 / sqrt(w + 0.001 mean(w))) V^T,  C = Y^T Y / rows = V diag(w) V^T,  w > 1e-8 max(w) only
 *
 * A permutation or rotation of the columns of Y goes through.
 * @param y  [rows, width] float64, overwritten
 * @returns [rows, width]
 */
export async function whiten(options: {
  y: Float64Array;
  rows: number;
  width: number;
  pool: ThreadPool;
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const { y, rows, width, pool, signal } = options;
  subtractColumnMeans(y, width);
  const gram = (await matrixProduct({ a: y, b: y, m: width, k: rows, n: width, transposeA: true })) as Float64Array;
  const { values, vectors } = await pool.symmetricEigen({ a: gram, n: width, signal }); // rows, largest first
  const variances = values.map((value) => value / rows);
  const kept = variances.findLastIndex((variance) => variance > smallestShare * variances[0]) + 1;
  const mean = variances.subarray(0, kept).reduce((sum, variance) => sum + variance, 0) / kept;
  const scaled = vectors.slice(0, kept * width); // V^T over the square root of the standard deviation, twice in the product
  for (let i = 0; i < kept; i++) {
    const scale = (variances[i] + damping * mean) ** -0.25;
    for (let j = 0; j < width; j++) scaled[i * width + j] *= scale;
  }
  const map = await matrixProduct({ a: scaled, b: scaled, m: width, k: kept, n: width, transposeA: true }); // [d, d]
  return (await matrixProduct({ a: y, b: map, m: rows, k: width, n: width })) as Float64Array;
}
