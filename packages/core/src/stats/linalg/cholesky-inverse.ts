import { ModelTraceError } from '../../errors.ts';

/**
 * Inverse of a symmetric positive definite matrix by plain loops: A = L L^T, A^-1 = L^-T L^-1.
 * @param a  [n, n]; the lower triangle is used
 * @throws STATS_DOMAIN when A is not positive definite
 * n^3 flops. Source: Golub and Van Loan, 4.2
 */
export function choleskyInverse(a: Float64Array, n: number): Float64Array {
  const inverted = invertLower(cholesky(a, n), n); // rows of L^-1
  const result = new Float64Array(n * n);
  // A^-1 = sum_k (row k of L^-1)^T (row k of L^-1); row k ends at column k.
  for (let k = 0; k < n; k++) {
    const row = inverted.subarray(k * n, k * n + k + 1);
    for (let i = 0; i <= k; i++) {
      const factor = row[i];
      const target = result.subarray(i * n, i * n + k + 1);
      for (let j = 0; j <= k; j++) target[j] += factor * row[j];
    }
  }
  return result;
}

/** L of A = L L^T, row by row. */
function cholesky(a: Float64Array, n: number): Float64Array {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = l.subarray(i * n, (i + 1) * n);
    for (let j = 0; j <= i; j++) {
      const other = l.subarray(j * n, (j + 1) * n);
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      if (j < i) row[j] = sum / other[j];
      else if (sum > 0) row[i] = Math.sqrt(sum);
      else throw new ModelTraceError('STATS_DOMAIN', `The matrix is not positive definite (a pivot is ${sum})`);
    }
  }
  return l;
}

/** L^-1 of a lower triangular L, row by row: row_i = (e_i - sum_{k<i} L_ik row_k) / L_ii. */
function invertLower(l: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const row = inverse.subarray(i * n, (i + 1) * n);
    row[i] = 1;
    for (let k = 0; k < i; k++) {
      const factor = l[i * n + k];
      const other = inverse.subarray(k * n, k * n + k + 1);
      for (let j = 0; j <= k; j++) row[j] -= factor * other[j];
    }
    const pivot = l[i * n + i];
    for (let j = 0; j <= i; j++) row[j] /= pivot;
  }
  return inverse;
}
