import type { BlockResult } from '../results/index.ts';
import { spearman, spearmanTest } from '../stats/index.ts';
import type { BlockPair } from './block-pair.ts';
import type { UnitMatching } from './match-units.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * One block's test: do two rankings of the units agree? For csu and csh `first` is the matching and `second` the identity
 * (null); for match both are matchings. p: two-sided, of Spearman's rho (`spearmanTest`).
 * The matchings themselves are in the result when the trace asks for them.
 * In blocks of different widths the narrower one's units have partners among more; an order that was kept shows in the ranks
 * of the partners, so those are what the identity is compared with.
 */
export function blockResult(
  pair: BlockPair,
  first: UnitMatching,
  second: UnitMatching | null,
  { matchings }: Pick<TraceRun, 'matchings'> = { matchings: false },
): BlockResult {
  const units = first.permutation.length;
  const ranking = second === null ? ranksOf(first.permutation) : first.permutation;
  const reference = second?.permutation ?? Int32Array.from({ length: units }, (_, u) => u);
  let agreeing = 0;
  for (let u = 0; u < units; u++) if (ranking[u] === reference[u]) agreeing++;
  const { rho, lnPValue } = spearmanTest(spearman(ranking, reference));
  return {
    block: pair.block,
    baseBlock: pair.baseBlock,
    log10PValue: lnPValue / Math.LN10,
    rho,
    units,
    agreeing,
    tieGap: second === null ? first.tieGap : Math.min(first.tieGap, second.tieGap),
    ...(matchings && {
      matchings: { first: [...first.permutation], second: second === null ? null : [...second.permutation] },
    }),
  };
}

/** From 0; a permutation of 0..n-1 is its own ranking. */
function ranksOf(distinct: Int32Array): Int32Array {
  const ranks = new Int32Array(distinct.length);
  for (const [rank, index] of [...distinct.keys()].sort((i, j) => distinct[i] - distinct[j]).entries()) {
    ranks[index] = rank;
  }
  return ranks;
}
