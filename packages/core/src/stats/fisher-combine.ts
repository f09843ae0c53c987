import { ModelTraceError } from '../errors.ts';
import { logChiSquareSurvival } from './chi-square.ts';

/**
 * Fisher's combination of independent p-values, in natural logarithms throughout:
 *
 *   ln P(X > -2 sum_i ln p_i),  X chi-square with 2k degrees of freedom
 *
 * @param lnPValues  k >= 1 natural logarithms of p-values, each finite and <= 0
 * @returns ln of the combined p-value; of a single one, itself
 * @throws STATS_DOMAIN for none, a positive or an infinite one; STATS_NON_FINITE for NaN
 * Source: R. A. Fisher 1925, Statistical Methods for Research Workers, section 21.1.
 */
export function fisherCombine(lnPValues: ArrayLike<number>): number {
  const k = lnPValues.length;
  if (k === 0) throw new ModelTraceError('STATS_DOMAIN', 'There is no p-value to combine');
  let sum = 0;
  for (let i = 0; i < k; i++) {
    const ln = lnPValues[i];
    if (Number.isNaN(ln)) throw new ModelTraceError('STATS_NON_FINITE', `ln p of test ${i} is NaN`);
    if (!(ln <= 0 && ln > Number.NEGATIVE_INFINITY)) {
      throw new ModelTraceError('STATS_DOMAIN', `ln p of test ${i} is ${ln}: not the logarithm of a positive p-value`);
    }
    sum += ln;
  }
  return logChiSquareSurvival(-2 * sum, 2 * k);
}
