import type { StatisticId } from '../results/index.ts';
import { allBlockPairs } from './all-block-pairs.ts';
import { type BestPairing, bestPairing } from './best-pairing.ts';
import type { TraceRun } from './trace-run.ts';
import type { UnitViews } from './unit-views.ts';

/** For models that differ in depth: the pairs of blocks that look alike most; a permutation test would have to search again in each draw. */
export async function searchedPairing(
  run: TraceRun,
  views: UnitViews,
  statistic: StatisticId,
): Promise<{ blocks: BestPairing; drawn: Float64Array[] } & Pick<TraceRun, 'untestable'>> {
  const blocks = bestPairing(await allBlockPairs(run, views, statistic));
  const untestable =
    run.permutations > 0 ? 'pairs of blocks were searched for; name them (--blocks) for a permutation test' : null;
  return { blocks, drawn: [], untestable };
}
