import { dot, normalize, subtract } from './vector.ts';

/**
 * An orthonormal basis of the range of a symmetric positive semidefinite matrix: pivots by largest diagonal element as in Cholesky's
 * method, each new column made orthogonal to those before.
 * @param smallest  diagonal elements of what is left that are not above this end it
 * @param rank      how many vectors at most, default n
 * @returns basis [rank, n], rows orthonormal to rounding
 * O(n rank^2)
 */
export function orthonormalRange(options: { a: Float64Array; n: number; smallest: number; rank?: number }): {
  basis: Float64Array;
  rank: number;
} {
  const { a, n, smallest, rank = n } = options;
  const basis = new Float64Array(rank * n);
  const columns = new Float64Array(rank * n); // row i: column i of Cholesky's factor
  const diagonal = Float64Array.from({ length: n }, (_, i) => a[i * n + i]);
  for (let count = 0; count < rank; count++) {
    const pivot = largestAt(diagonal);
    if (!(diagonal[pivot] > smallest)) return { basis: basis.slice(0, count * n), rank: count };
    const column = columns.subarray(count * n, (count + 1) * n);
    column.set(a.subarray(pivot * n, (pivot + 1) * n));
    for (let i = 0; i < count; i++) subtract(column, columns.subarray(i * n, (i + 1) * n), columns[i * n + pivot]);
    const root = Math.sqrt(diagonal[pivot]);
    for (let j = 0; j < n; j++) column[j] /= root;
    for (let j = 0; j < n; j++) diagonal[j] -= column[j] * column[j];
    diagonal[pivot] = Number.NEGATIVE_INFINITY;
    const vector = basis.subarray(count * n, (count + 1) * n);
    vector.set(column);
    normalize(vector);
    for (let pass = 0; pass < 2; pass++) {
      // Twice is enough (Kahan and Parlett, in Parlett, The Symmetric Eigenvalue Problem, 6.9).
      for (let i = 0; i < count; i++) {
        const other = basis.subarray(i * n, (i + 1) * n);
        subtract(vector, other, dot(vector, other));
      }
      normalize(vector);
    }
  }
  return { basis, rank };
}

function largestAt(values: Float64Array): number {
  let at = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[at]) at = i;
  return at;
}
