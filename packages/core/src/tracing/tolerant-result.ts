import type { BlockResult, TolerantResult } from '../results/index.ts';
import { fisherCombine, logFixedPointsTail } from '../stats/index.ts';
import { isCounted } from './copied-blocks.ts';

/** f0: 1 to 5 % of GPT-2's neurons resemble one of an independently trained model (arXiv 2401.12181). An assumption. */
const universalFraction = 0.05;

/**
 * p_K(f0) of two matchings that agree on K of m units (design note of phi_2V): if C <= f0 m units are universal and the others
 * exchangeable, K - C is the number of fixed points of a uniform permutation of m - C, nearly Poisson(1):
 *
 *   p_K(f0) = P(F_{m - c} >= K - c),  c = ceil(f0 m)
 *
 * Of blocks that differ in width fewer agree by chance, so that it is a bound. Discrete, so that it is at most as often below a level as the level says, and Fisher's combination of blocks too.
 * @param lnSearch  ln of the number of pairings that were searched for the blocks; by Bonferroni as for the other p-value
 */
export function tolerantResult(blocks: readonly BlockResult[], lnSearch: number): TolerantResult {
  const lnPValues = blocks.map(({ agreeing, units }) => {
    const universal = Math.ceil(universalFraction * units);
    return logFixedPointsTail(agreeing - universal, units - universal);
  });
  return {
    universalFraction,
    log10PValue:
      Math.min(0, fisherCombine(lnPValues.filter((_, index) => isCounted(blocks[index]))) + lnSearch) / Math.LN10,
    log10PValues: lnPValues.map((lnPValue) => lnPValue / Math.LN10),
    null:
      `at most ${100 * universalFraction} % of the units of a block are universal, so that both matchings pair them in independent models too; ` +
      'on the others the matchings agree as a uniform permutation has fixed points',
  };
}
