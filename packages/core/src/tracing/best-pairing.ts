import type { BlockResult, StatisticResult } from '../results/index.ts';
import { linearAssignment, logFactorial } from '../stats/index.ts';
import { combinedLog10PValue } from './combined-p-value.ts';

export interface BestPairing {
  /** The pairs of the best pairing, by block of the model. */
  blocks: BlockResult[];
  /** Of the whole search, corrected for it. */
  log10PValue: number;
  search: NonNullable<StatisticResult['search']>;
}

/**
 * Models with different numbers of blocks, s and l: which blocks belong together is not known beforehand. Of the
 * N = l! / (l - s)! pairings that use each block at most once and every block of the shallower model, the one whose Fisher
 * combination is smallest (an assignment over ln p: the combination falls with the sum); its p-value times N.
 *
 * Valid whatever the pairings depend on: within each one no block is used twice, as where blocks are compared in order, so that
 * Fisher's combination holds for it, and by Bonferroni the smallest of N valid p-values times N is valid, and so is that of any
 * of them. Pairs that repeat one comparison (`copied-blocks.ts`) are counted once in the combination, whichever pairing it is of.
 * Costs log10 N: 1.1 for 4 and 2 blocks, 5.8 for 12 and 6, 22.1 for 32 and 16.
 * @param pairs  every block of the model with every block of the base
 * @param mark  marks pairs that repeat one before them
 */
export function bestPairing(
  pairs: readonly BlockResult[],
  mark: (blocks: readonly BlockResult[]) => BlockResult[],
): BestPairing {
  const ascending = (blocks: Iterable<number>) => [...new Set(blocks)].sort((a, b) => a - b);
  const sides = {
    block: ascending(pairs.map(({ block }) => block)),
    baseBlock: ascending(pairs.map(({ baseBlock }) => baseBlock)),
  };
  const [narrow, wide] =
    sides.block.length <= sides.baseBlock.length
      ? (['block', 'baseBlock'] as const)
      : (['baseBlock', 'block'] as const);
  const [rows, cols] = [sides[narrow], sides[wide]];
  const at = new Map(pairs.map((pair) => [`${pair[narrow]} ${pair[wide]}`, pair]));
  const pairOf = (row: number, col: number) => at.get(`${rows[row]} ${cols[col]}`)!;
  const cost = Float64Array.from({ length: rows.length * cols.length }, (_, i) => {
    return pairOf(Math.floor(i / cols.length), i % cols.length).log10PValue;
  });
  const { assignment } = linearAssignment({ cost, rows: rows.length, cols: cols.length });
  const best = Array.from(assignment, (col, row) => pairOf(row, col)).sort((a, b) => a.block - b.block);
  const blocks = mark(best);

  const lnPairings = logFactorial(cols.length) - logFactorial(cols.length - rows.length);
  const log10Pairings = lnPairings / Math.LN10;
  return {
    blocks,
    log10PValue: Math.min(0, combinedLog10PValue(blocks) + log10Pairings),
    search: {
      blocks: sides.block.length,
      baseBlocks: sides.baseBlock.length,
      log10Pairings,
      rule:
        `The model has ${sides.block.length} blocks, the base ${sides.baseBlock.length}. Of the 10^${log10Pairings.toFixed(1)} pairings that use no block twice ` +
        'the one with the smallest combined p-value is shown, and that p-value is multiplied by their number (Bonferroni), which holds whatever they depend on',
    },
  };
}
