import type { StatisticId } from '../results/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import type { BlockPair } from './block-result.ts';
import type { KeptBlocks } from './kept-blocks.ts';
import type { MatchMetric } from './match-units.ts';
import type { TracedModel } from './traced-model.ts';

/** What every statistic of one trace works on. */
export interface TraceRun {
  base: TracedModel;
  model: TracedModel;
  pairs: readonly BlockPair[];
  metric: MatchMetric;
  seed: number;
  pool: ThreadPool;
  /** Results of blocks from before this process. */
  kept: KeptBlocks;
  /** Called once for each block pair that a statistic has finished. */
  onBlock: (statistic: StatisticId) => void;
  signal?: AbortSignal;
}
