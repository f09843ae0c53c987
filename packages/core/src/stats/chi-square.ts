import { ModelTraceError } from '../errors.ts';
import { logUpperIncompleteGamma } from './log-incomplete-gamma.ts';

/**
 * ln P(X > x) for X chi-square with `df` degrees of freedom: ln Q(df/2, x/2). Finite for every finite x.
 * For even df this is the exact Poisson sum e^{-x/2} sum_{k < df/2} (x/2)^k / k!.
 * @param x   >= 0, finite
 * @param df  > 0, finite
 * @returns ln p <= 0, to 1e-12 relative
 * @throws STATS_DOMAIN
 */
export function logChiSquareSurvival(x: number, df: number): number {
  if (!(x >= 0 && x < Number.POSITIVE_INFINITY) || !(df > 0 && df < Number.POSITIVE_INFINITY)) {
    throw new ModelTraceError('STATS_DOMAIN', `No chi-square tail for x = ${x}, df = ${df}`);
  }
  return logUpperIncompleteGamma(df / 2, x / 2);
}
