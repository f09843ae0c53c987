import { ModelTraceError } from '../errors.ts';

export interface AdjustedPValues {
  /** Holm: the probability of any false rejection stays below the level. Valid whatever the tests depend on. */
  holm: Float64Array;
  /** Benjamini-Hochberg: the expected share of false rejections stays below it, for independent or positively dependent tests. */
  benjaminiHochberg: Float64Array;
}

/**
 * P-values of n tests adjusted for their number, in logarithms (of any one base) throughout. With the p-values in
 * ascending order:
 *
 *   Holm_i = min(1, max_{j <= i} (n - j + 1) p_j)      BH_i = min(1, min_{j >= i} n p_j / j)
 *
 * @param logPValues  [n] finite and <= 0, in any order; equal ones are adjusted alike
 * @param logOf       the logarithm that they are in: Math.log or Math.log10
 * @returns in the order of the argument; empty for none
 * @throws STATS_NON_FINITE for NaN, STATS_DOMAIN for a positive or an infinite one
 * O(n log n). Sources: Holm 1979, jstor.org/stable/4615733; Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function adjustPValues(logPValues: ArrayLike<number>, logOf: (value: number) => number): AdjustedPValues {
  const n = logPValues.length;
  for (let i = 0; i < n; i++) {
    const log = logPValues[i];
    if (Number.isNaN(log)) throw new ModelTraceError('STATS_NON_FINITE', `The log p of test ${i} is NaN`);
    if (!(log <= 0 && log > Number.NEGATIVE_INFINITY))
      throw new ModelTraceError('STATS_DOMAIN', `The log p of test ${i} is ${log}: not that of a positive p-value`);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => logPValues[x] - logPValues[y]);
  const holm = new Float64Array(n);
  const benjaminiHochberg = new Float64Array(n);
  let largest = Number.NEGATIVE_INFINITY;
  for (const [rank, i] of order.entries()) {
    largest = Math.max(largest, logPValues[i] + logOf(n - rank));
    holm[i] = Math.min(0, largest);
  }
  let smallest = 0;
  for (let rank = n - 1; rank >= 0; rank--) {
    const i = order[rank];
    smallest = Math.min(smallest, logPValues[i] + logOf(n) - logOf(rank + 1));
    benjaminiHochberg[i] = smallest;
  }
  return { holm, benjaminiHochberg };
}
