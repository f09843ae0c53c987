import type { BlockResult } from '../results/index.ts';
import { spearman, spearmanTest } from '../stats/index.ts';
import type { BlockPair } from './block-pair.ts';
import type { UnitMatching } from './match-units.ts';

/**
 * One block's test: do two rankings of the units agree? For csu and csh `first` is the matching and `second` the identity
 * (null); for match both are matchings. p: two-sided Student t of Spearman's rho, never below 2/m!.
 */
export function blockResult(pair: BlockPair, first: UnitMatching, second: UnitMatching | null): BlockResult {
  const units = first.permutation.length;
  const reference = second?.permutation ?? Int32Array.from({ length: units }, (_, u) => u);
  let agreeing = 0;
  for (let u = 0; u < units; u++) if (first.permutation[u] === reference[u]) agreeing++;
  const { rho, lnPValue } = spearmanTest(spearman(first.permutation, reference));
  return {
    block: pair.block,
    baseBlock: pair.baseBlock,
    log10PValue: lnPValue / Math.LN10,
    rho,
    units,
    agreeing,
    tieGap: second === null ? first.tieGap : Math.min(first.tieGap, second.tieGap),
  };
}
