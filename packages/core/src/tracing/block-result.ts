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
 * Units that are zero, or whose partner is, are left out: independent models are padded at the same places.
 */
export function blockResult(
  pair: BlockPair,
  first: UnitMatching,
  second: UnitMatching | null,
  { matchings }: Pick<TraceRun, 'matchings'> = { matchings: false },
): BlockResult {
  const all = first.permutation.length;
  const counted = countedUnits(first, second);
  const units = counted.length;
  const partners = partnersOf(first, counted);
  const ranking = second === null ? ranksOf(partners) : partners;
  const reference = second === null ? inOrder(units) : partnersOf(second, counted);
  let agreeing = 0;
  for (let u = 0; u < units; u++) if (ranking[u] === reference[u]) agreeing++;
  const { rho, lnPValue } = rankTest(ranking, reference);
  return {
    block: pair.block,
    baseBlock: pair.baseBlock,
    log10PValue: lnPValue / Math.LN10,
    rho,
    units,
    agreeing,
    ...(units < all && { zeroUnits: all - units }),
    tieGap: second === null ? first.tieGap : Math.min(first.tieGap, second.tieGap),
    ...(matchings && {
      matchings: { first: [...first.permutation], second: second === null ? null : [...second.permutation] },
    }),
  };
}

/** Units of the base that are not zero in any matching, nor their partners. */
export function countedUnits(...matchings: readonly (UnitMatching | null)[]): Int32Array {
  const masks = matchings.flatMap((matching) => matching?.counted ?? []);
  const all = inOrder(matchings[0]!.permutation.length);
  return masks.length === 0 ? all : all.filter((unit) => masks.every((mask) => mask[unit] === 1));
}

const partnersOf = ({ permutation }: UnitMatching, units: Int32Array): Int32Array =>
  units.map((unit) => permutation[unit]);

const inOrder = (units: number): Int32Array => Int32Array.from({ length: units }, (_, unit) => unit);

/** Spearman's test; fewer than two units show nothing. */
export function rankTest(ranking: Int32Array, reference: Int32Array): { rho: number; lnPValue: number } {
  return ranking.length < 2 ? { rho: 0, lnPValue: 0 } : spearmanTest(spearman(ranking, reference));
}

/** K / m of all blocks together. */
export function agreeingFractionOf(blocks: readonly Pick<BlockResult, 'agreeing' | 'units'>[]): number {
  const units = blocks.reduce((sum, block) => sum + block.units, 0);
  return units === 0 ? 0 : blocks.reduce((sum, block) => sum + block.agreeing, 0) / units;
}

/** From 0; a permutation of 0..n-1 is its own ranking. */
function ranksOf(distinct: Int32Array): Int32Array {
  const ranks = new Int32Array(distinct.length);
  for (const [rank, index] of [...distinct.keys()].sort((i, j) => distinct[i] - distinct[j]).entries()) {
    ranks[index] = rank;
  }
  return ranks;
}
