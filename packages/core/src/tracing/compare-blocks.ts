import type { BlockResult } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import { blockResult } from './block-result.ts';
import { type ComparedFeatures, matchUnits, type UnitMatching } from './match-units.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';
import type { UnitViews } from './unit-views.ts';

/**
 * The test of one pair of blocks: one view is matched and compared with the order of the units, two are matched separately
 * and the matchings compared. Where the widths differ, each unit of the narrower block is given one of the wider (a
 * rectangular assignment): under the null its partners are a uniform draw without replacement, so their ranks are a uniform
 * permutation, and the test is the same with as many units as the narrower block has. (Padding with units of zeros, as in
 * arXiv 2502.12292, finds the same partners, and adds partners of nothing that only blur the ranking.)
 */
export async function compareBlocks(
  { seed, pool, signal }: TraceRun,
  options: {
    pair: BlockPair;
    views: Pick<UnitViews, 'metric' | 'streams'>;
    base: readonly ComparedFeatures[];
    model: readonly ComparedFeatures[];
    /** Whether the result lists them. Default not. */
    matchings?: boolean;
    /** As of `matchUnits`. */
    threads?: number;
    /** As of `matchUnits`, of all matchings together. */
    onShare?: (share: number) => void;
  },
): Promise<BlockResult> {
  const { pair, views, base, model, threads } = options;
  const matchings: UnitMatching[] = [];
  // One after the other: each holds a matrix of all pairs of units.
  for (const [i, stream] of views.streams.entries()) {
    const [a, b] = base[i].units <= model[i].units ? [base[i], model[i]] : [model[i], base[i]];
    const random = seededRandom(seed, ...stream, pair.block);
    const onShare = options.onShare && ((share: number) => options.onShare!((i + share) / views.streams.length));
    matchings.push(await matchUnits({ a, b, metric: views.metric, pool, random, threads, onShare, signal }));
  }
  return blockResult(pair, matchings[0], matchings[1] ?? null, { matchings: options.matchings ?? false });
}
