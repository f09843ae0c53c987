import { ModelTraceError } from '../errors.ts';

/**
 * The p-value of a permutation test with T random draws: p = (1 + k) / (T + 1), k draws at least as extreme as what was
 * observed. Ties count as extreme, and so do draws within `tolerance` of what was observed. Exact for every T: P(p <= u) <= u when draws and observation are exchangeable; never
 * below 1 / (T + 1).
 * @param tolerance  how far rounding can move apart two values that are equal; default 0. More only makes p larger
 * @param extreme  `small`: small values are extreme; `large`: large ones
 * @throws STATS_NON_FINITE when a value is not finite; STATS_SHAPE without draws
 * Source: Phipson and Smyth 2010, doi:10.2202/1544-6115.1585
 */
export function permutationPValue(
  observed: number,
  drawn: ArrayLike<number>,
  { extreme, tolerance = 0 }: { extreme: 'small' | 'large'; tolerance?: number },
): { asExtreme: number; pValue: number } {
  if (drawn.length === 0) throw new ModelTraceError('STATS_SHAPE', 'A permutation test has no draws');
  let asExtreme = 0;
  for (let i = 0; i < drawn.length; i++) {
    if (!Number.isFinite(drawn[i]) || !Number.isFinite(observed)) {
      throw new ModelTraceError('STATS_NON_FINITE', `A permutation test compares ${observed} with ${drawn[i]}`);
    }
    if (extreme === 'small' ? drawn[i] <= observed + tolerance : drawn[i] >= observed - tolerance) asExtreme++;
  }
  return { asExtreme, pValue: (1 + asExtreme) / (drawn.length + 1) };
}
