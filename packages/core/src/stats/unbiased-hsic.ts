import { ModelTraceError } from '../errors.ts';

export interface LinearHsicOptions {
  /** ||X^T Y||_F^2 of features X [n, p], Y [n, q], each centred over its rows. */
  squaredCross: number;
  /** Squared norm of each row of X, [n]. */
  squaredX: Float64Array;
  /** Squared norm of each row of Y, [n]. */
  squaredY: Float64Array;
}

/**
 * HSIC_1, the unbiased estimator of the Hilbert-Schmidt independence criterion, for linear kernels K = X X^T, L = Y Y^T:
 *
 *   (tr(K~ L~) + 1'K~1 1'L~1 / ((n - 1)(n - 2)) - 2 1'K~L~1 / (n - 2)) / (n (n - 3)),   K~, L~ with zero diagonals.
 *
 * Centring changes nothing (the estimator is a U-statistic) and makes K 1 = 0, so that, with k, l the diagonals,
 * tr(K~ L~) = ||X^T Y||^2 - k.l,  K~ 1 = -k,  and no [n, n] matrix is needed.
 * May be negative. n >= 4. O(n). Source: Song et al. 2012, equation 5, http://jmlr.org/papers/v13/song12a.html
 * @throws STATS_SHAPE for fewer than four rows or different numbers of rows
 */
export function unbiasedLinearHsic({ squaredCross, squaredX, squaredY }: LinearHsicOptions): number {
  const n = squaredX.length;
  if (n !== squaredY.length || n < 4) {
    throw new ModelTraceError('STATS_SHAPE', `HSIC of ${n} and ${squaredY.length} rows, expected as many, at least 4`);
  }
  let [x, y, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    x += squaredX[i];
    y += squaredY[i];
    xy += squaredX[i] * squaredY[i];
  }
  return (squaredCross - xy + (x * y) / ((n - 1) * (n - 2)) - (2 * xy) / (n - 2)) / (n * (n - 3));
}
