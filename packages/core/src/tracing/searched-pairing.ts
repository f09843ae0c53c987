import type { Controls, StatisticId } from '../results/index.ts';
import { allBlockPairs } from './all-block-pairs.ts';
import { type BestPairing, bestPairing } from './best-pairing.ts';
import type { BlockPair } from './block-pair.ts';
import { leftOutControls, summarizeControls } from './controls/summarize-controls.ts';
import { blockLikeness, markCopies, withoutCopies } from './copied-blocks.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';
import type { UnitViews } from './unit-views.ts';

const keyOf = ({ block, baseBlock }: BlockPair): string => `${block} ${baseBlock}`;

/** For models that differ in depth: the pairs of blocks that look alike most; a permutation test would have to search again in each draw. */
export async function searchedPairing(
  run: TraceRun,
  views: UnitViews,
  statistic: StatisticId,
): Promise<{ blocks: BestPairing; drawn: Float64Array[]; controls: Controls | null } & Pick<TraceRun, 'untestable'>> {
  const pairs = await allBlockPairs(run, views, statistic);
  const likeness = await blockLikeness(run);
  const blocks = bestPairing(pairs, (best) => markCopies(best, likeness));
  const untestable =
    run.permutations > 0 ? 'pairs of blocks were searched for; name them (--blocks) for a permutation test' : null;
  const chosen = new Set(blocks.blocks.map(keyOf));
  const others = pairs.filter((pair) => !chosen.has(keyOf(pair)));
  const leftOut = withoutCopies(others, blocks.blocks, likeness);
  const shuffled = seededRandom(run.seed, 'left out', statistic).permutation(leftOut.length);
  const drawn = Array.from(shuffled.subarray(0, run.controls), (index) => leftOut[index]);
  return { blocks, drawn: [], untestable, controls: summarizeControls(drawn, leftOutControls) };
}
