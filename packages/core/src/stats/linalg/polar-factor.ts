import { singularValues } from './singular-values.ts';

/**
 * The orthogonal polar factor U V^T of a square matrix A = U S V^T: the orthogonal matrix nearest to A, and the solution
 * of the orthogonal Procrustes problem. Where A has a null space the factor is not unique: left and right null vectors are then
 * paired arbitrarily (deterministically), and only what is orthogonal to them is determined.
 * @param a  [n, n] row-major float64, finite; not written
 * @throws STATS_SHAPE, STATS_NON_FINITE, STATS_NOT_CONVERGED
 * O(n^3). Source: Schoenemann 1966, doi:10.1007/BF02289451
 */
export function polarFactor({ a, n }: { a: Float64Array; n: number }): Float64Array {
  const { left, right } = singularValues({ a, n });
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const v = right.subarray(i * n, (i + 1) * n);
    for (let r = 0; r < n; r++) {
      const factor = left[i * n + r];
      const row = q.subarray(r * n, (r + 1) * n);
      for (let c = 0; c < n; c++) row[c] += factor * v[c];
    }
  }
  return q;
}
