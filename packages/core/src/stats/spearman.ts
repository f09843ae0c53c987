import { ModelTraceError } from '../errors.ts';
import { exactRankTest, exactUpTo } from './exact-rank-test.ts';
import { logFactorial } from './log-gamma.ts';
import { logNearPermutations } from './near-permutations.ts';
import { logCorrelationTail } from './student-t.ts';
import { logUntiedPairings, untiedUpTo } from './untied-pairings.ts';

export interface RankCorrelation {
  n: number;
  /** In [-1, 1]. */
  rho: number;
  /** Without cancellation where there are no ties. */
  oneMinusRhoSquared: number;
  /** D: the sum of squared rank differences; without ties only. */
  squares?: number;
  /** ln of the exact two-sided p-value; with ties at n < 10 only. Without ties the test knows it from `squares`. */
  lnExactPValue?: number;
}

/**
 * Spearman's rank correlation. Without ties rho = 1 - 6 D / (n (n^2 - 1)), D the sum of squared rank differences: an
 * integer, and so are both factors of 1 - rho^2; all are exact up to n = 300,000 (D < 2^53), and beyond that rounded as
 * any sum of doubles (n 2^-53 relative at worst). With ties, Pearson's correlation of average ranks.
 * @param a  [n] finite, n >= 2
 * @param b  [n]
 * @throws STATS_SHAPE, STATS_NON_FINITE; STATS_DOMAIN when all values of a side are equal (rho is undefined)
 * O(n log n); O(n) for permutations of 0..n-1. Source: Spearman 1904, doi:10.2307/1412159
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): RankCorrelation {
  const n = a.length;
  if (n !== b.length || n < 2) throw new ModelTraceError('STATS_SHAPE', `Rankings of ${n} and ${b.length} values`);
  const [x, y] = [ranks(a), ranks(b)];
  if (x.tied || y.tied) {
    const exact = n <= exactUpTo ? { lnExactPValue: exactRankTest(x.ranks, y.ranks) } : {};
    return { ...pearson(x.ranks, y.ranks), ...exact };
  }
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (x.ranks[i] - y.ranks[i]) ** 2;
  const middle = (n * (n * n - 1)) / 6; // what D is at rho = 0; D is twice that at rho = -1
  const rho = (middle - squares) / middle;
  return { n, rho, oneMinusRhoSquared: (squares / middle) * ((2 * middle - squares) / middle), squares };
}

/**
 * Two-sided test of no association. The exact share of all pairings up to n = 16 without ties (`untied-pairings.ts`), up to n = 9
 * with ties (`exact-rank-test.ts`). Beyond: Student's t with n - 2 degrees of freedom, t = rho sqrt((n - 2) / (1 - rho^2)), but
 * never below the exact probability of rankings so near to agreement, or to reversal, that their permutations can be counted
 * (`near-permutations.ts`): 2/n! for perfect ones, 2n/n! one exchange of neighbours away, where the t formula goes to 0 much
 * faster. With ties the floor is 2/n!.
 *
 * The t law is an approximation. At n = 17 it is up to 0.4 % too large where p > 0.1, and at most 2.1 times too small, at
 * p = 7e-5. Long rankings have it too small far out: as rho nears 1, by a factor of about (pi e / 6)^(n/2) = e^(0.18 n), for permutations
 * deviate at the rate of their limit's entropy (arXiv 2206.04660), which is that of a uniform law, not of a normal one. Such
 * p-values (10^-400 at n = 512) say only that they are tiny.
 * @returns ln p, finite
 * @throws STATS_NON_FINITE
 */
export function spearmanTest(correlation: RankCorrelation): { rho: number; lnPValue: number } {
  const { n, rho, oneMinusRhoSquared, lnExactPValue, squares } = correlation;
  if (!Number.isFinite(rho)) throw new ModelTraceError('STATS_NON_FINITE', `A rank correlation is ${rho}`);
  if (lnExactPValue !== undefined) return { rho, lnPValue: lnExactPValue };
  if (n === 2) return { rho, lnPValue: 0 }; // both rankings of two are perfect
  // Reversing one ranking turns D into (n^3 - n) / 3 - D.
  const nearest = squares === undefined ? 0 : Math.min(squares, (n * (n * n - 1)) / 3 - squares);
  const bothTails = (lnPairings: number) => Math.min(0, Math.LN2 + lnPairings - logFactorial(n));
  if (squares !== undefined && n <= untiedUpTo) return { rho, lnPValue: bothTails(logUntiedPairings(n, nearest)) };
  const tail = logCorrelationTail({ rhoSquared: Math.min(1, rho * rho), oneMinusRhoSquared, df: n - 2 });
  return { rho, lnPValue: Math.max(tail, bothTails(logNearPermutations(n, nearest))) };
}

interface Ranks {
  /** From 0; equal values share the mean of their ranks. */
  ranks: Float64Array;
  tied: boolean;
}

function ranks(values: ArrayLike<number>): Ranks {
  const own = ownRanks(values);
  if (own !== null) return { ranks: own, tied: false };
  const n = values.length;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(values[i])) throw new ModelTraceError('STATS_NON_FINITE', `A ranking contains ${values[i]}`);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const result = new Float64Array(n);
  let tied = false;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && values[order[end]] === values[order[start]]) end++;
    if (end - start > 1) tied = true;
    for (let k = start; k < end; k++) result[order[k]] = (start + end - 1) / 2;
    start = end;
  }
  return { ranks: result, tied };
}

/** A permutation of 0..n-1 is its own ranking; null for anything else. */
function ownRanks(values: ArrayLike<number>): Float64Array | null {
  const n = values.length;
  const seen = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const value = values[i];
    if (!Number.isInteger(value) || value < 0 || value >= n || seen[value] === 1) return null;
    seen[value] = 1;
  }
  return Float64Array.from(values);
}

function pearson(x: Float64Array, y: Float64Array): RankCorrelation {
  const n = x.length;
  const mean = (n - 1) / 2;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i] - mean;
    const dy = y[i] - mean;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  if (xx === 0 || yy === 0) throw new ModelTraceError('STATS_DOMAIN', 'All values of a ranking are equal');
  const rho = Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  return { n, rho, oneMinusRhoSquared: (1 - rho) * (1 + rho) };
}
