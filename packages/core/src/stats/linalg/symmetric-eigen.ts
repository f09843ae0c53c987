import { assertFinite, assertSquare } from './assert-square.ts';
import { tridiagonalEigen } from './tridiagonal-eigen.ts';
import { tridiagonalize } from './tridiagonalize.ts';

export interface SymmetricEigen {
  /** [n] eigenvalues, largest first. */
  values: Float64Array;
  /** [n, n] row i is the unit eigenvector of values[i]; signs are arbitrary. */
  vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix: A = sum_i values[i] vectors[i]^T vectors[i].
 * Householder tridiagonalisation, then implicit QL with Wilkinson's shift; rows are eigenvectors, so that every inner
 * loop runs along memory.
 * @param a  [n, n] row-major float64, finite; only symmetry up to rounding is assumed, the lower triangle is used. Not written
 * @throws STATS_SHAPE, STATS_NON_FINITE, STATS_NOT_CONVERGED
 * O(n^3), about 7 n^3 flops. Source: Golub and Van Loan, Matrix Computations, 4th ed., 8.3; EISPACK tred2, tql2.
 */
export function symmetricEigen({ a, n }: { a: Float64Array; n: number }): SymmetricEigen {
  assertSquare(a, n);
  assertFinite(a);
  const { diagonal, offDiagonal, basis } = tridiagonalize(a, n);
  tridiagonalEigen({ diagonal, offDiagonal, vectors: basis });
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[j] - diagonal[i]);
  const vectors = new Float64Array(n * n);
  for (const [to, from] of order.entries()) vectors.set(basis.subarray(from * n, (from + 1) * n), to * n);
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors };
}
