import { matrixProduct } from '../engine/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import type { ComparedFeatures } from './match-units.ts';

/**
 * bulk_k(Y): Y minus its mean over rows, minus its projection on its `k` leading right singular vectors. The directions in
 * which independently trained models resemble each other most are the leading ones (design note, evidence under the null).
 *
 *   Y (I - V_k V_k^T) Q, V_k [width, k] from the eigenvectors of the Gram matrix Y^T Y
 *
 * Products with Y are in its number format, all else in float64.
 * @param y         [rows, width], overwritten
 * @param gram      that of Y minus its mean [width, width], where it is known
 * @param rotation  Q [width, width], by which what is left is multiplied; absent: not
 */
export async function removeLeadingDirections(options: {
  y: Elements;
  gram?: Elements;
  rows: number;
  width: number;
  k: number;
  rotation?: Float64Array;
  pool: ThreadPool;
  signal?: AbortSignal;
}): Promise<Elements> {
  const { y, rows, width, k, rotation, pool, signal } = options;
  subtractColumnMeans(y, width);
  const gram = options.gram ?? (await matrixProduct({ a: y, b: y, m: width, k: rows, n: width, transposeA: true }));
  const { vectors } = await pool.symmetricEigen({ a: new Float64Array(gram), n: width, count: k, signal }); // [k, width]
  if (rotation !== undefined) {
    const map = inFormatOf(y, await withoutDirections(rotation, { vectors, width, k }));
    return matrixProduct({ a: y, b: map, m: rows, k: width, n: width });
  }
  const leading = inFormatOf(y, vectors);
  const scores = await matrixProduct({ a: y, b: leading, m: rows, k: width, n: k, transposeB: true });
  const projection = await matrixProduct({ a: scores, b: leading, m: rows, k, n: width });
  for (let i = 0; i < y.length; i++) y[i] -= projection[i];
  return y;
}

type Elements = ComparedFeatures['data'];

const inFormatOf = (y: Elements, values: Float64Array): Elements =>
  y instanceof Float64Array ? values : new Float32Array(values);

/** Q - V_k V_k^T Q. @param vectors  [k, width] rows of V_k^T */
async function withoutDirections(
  rotation: Float64Array,
  { vectors, width, k }: { vectors: Float64Array; width: number; k: number },
): Promise<Float64Array> {
  const moved = await matrixProduct({ a: vectors, b: rotation, m: k, k: width, n: width }); // V_k^T Q
  const part = await matrixProduct({ a: vectors, b: moved, m: width, k, n: width, transposeA: true });
  return rotation.map((value, at) => value - part[at]);
}

/** Means over rows of the columns of a [rows, width] matrix. */
export function columnMeans(y: Elements, width: number): Float64Array {
  const means = new Float64Array(width);
  for (let i = 0; i < y.length; i += width) for (let j = 0; j < width; j++) means[j] += y[i + j];
  const rows = y.length / width;
  return means.map((sum) => sum / rows);
}

/** Subtracts from each column of a [rows, width] matrix its mean, in place. */
export function subtractColumnMeans(y: Elements, width: number): void {
  const means = columnMeans(y, width);
  for (let i = 0; i < y.length; i += width) for (let j = 0; j < width; j++) y[i + j] -= means[j];
}
