import type { BlockResult } from '../results/index.ts';
import { fisherCombine } from '../stats/index.ts';
import { isCounted } from './copied-blocks.ts';

/** Fisher's combination of the blocks that are counted. */
export function combinedLog10PValue(blocks: readonly Pick<BlockResult, 'copyOf' | 'log10PValue'>[]): number {
  return fisherCombine(blocks.filter(isCounted).map(({ log10PValue }) => log10PValue * Math.LN10)) / Math.LN10;
}
