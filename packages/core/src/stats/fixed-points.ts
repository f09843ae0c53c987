import { ModelTraceError } from '../errors.ts';
import { logFactorial } from './log-gamma.ts';

/** The terms fall as 1/j!: 1/25! is below half a unit in the last place of a double. */
const terms = 25;

/**
 * ln P(F >= k) for the number F of fixed points of a uniformly random permutation of n elements, which tends to Poisson(1):
 *
 *   P(F = i) = D_{n-i} / i!,  D_j = sum_{l <= j} (-1)^l / l!        (the matches problem)
 *
 * @param k  <= n; 0 or less gives ln 1
 * @returns ln p <= 0, finite, to 1e-12 relative
 * @throws STATS_DOMAIN
 * O(1). Source: P. R. de Montmort 1708; Feller, An Introduction to Probability Theory, vol. 1, IV.4
 */
export function logFixedPointsTail(k: number, n: number): number {
  if (!Number.isSafeInteger(n) || n < 0 || !Number.isSafeInteger(k) || k > n)
    throw new ModelTraceError('STATS_DOMAIN', `No tail of fixed points for k = ${k}, n = ${n}`);
  if (k <= 0) return 0;
  let sum = 0;
  let factor = 1; // k! / i!
  for (let i = k; i <= Math.min(n, k + terms); i++) {
    if (i > k) factor /= i;
    sum += factor * derangedShare(n - i);
  }
  return Math.log(sum) - logFactorial(k);
}

/** D_j: the share of permutations of j elements that move all of them. */
function derangedShare(j: number): number {
  let sum = 0;
  let term = 1;
  for (let l = 0; l <= Math.min(j, terms); l++) {
    if (l > 0) term /= -l;
    sum += term;
  }
  return sum;
}
