import type { EngineProgress, HiddenMemory, Provider, Resume } from '../engine/index.ts';
import type { MatchMetric, MatchVariant, StatisticId, TraceResult } from '../results/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import type { ActivationInput } from './activation-input.ts';
import type { BlockPair } from './block-pair.ts';
import type { KeptBlocks } from './kept-blocks.ts';
import type { Relabellings } from './relabelling/relabellings.ts';
import type { TracedModel } from './traced-model.ts';

/** To be called once for each part of a phase that is finished. */
export interface PartCounter {
  (): void;
  /** Of one part in place of that call. @returns tells what share of it is done; 1 counts it as finished and is the last */
  readonly part: () => (share: number) => void;
}

/** What every statistic of one trace works on. */
export interface TraceRun {
  readonly base: TracedModel;
  readonly model: TracedModel;
  /** Blocks that are compared one with one: those named, else in order, as far as both models have them. */
  readonly pairs: readonly BlockPair[];
  /** The models differ in depth and no pairs were named: instead of `pairs`, the best of all pairings is looked for. */
  readonly isSearched: boolean;
  /** Blocks of either model of which any is compared with any, ascending: all, or those that named pairs mention. */
  readonly blocks: { readonly base: readonly number[]; readonly model: readonly number[] };
  /** The statistics that were asked for. */
  readonly statistics: ReadonlySet<StatisticId>;
  /** What activations are taken on; null where no statistic needs them. */
  readonly activations: ActivationInput | null;
  /** What the models' tokens have in common; null where no statistic needs to know. */
  readonly vocabulary: TraceResult['protocol']['vocabulary'];
  /** Token ids whose prediction is looked at, two or more in each sequence; null where no statistic needs them. */
  readonly outputSequences: readonly Int32Array[] | null;
  /** T of the permutation tests that were asked for; 0: none. */
  readonly permutations: number;
  /** The draws of permutation tests; none where no test was asked for, or none would be valid. */
  readonly relabellings: Relabellings;
  /** Why no permutation test of these two models would be valid; null: one is, or none was asked for. */
  readonly untestable: string | null;
  /** How many pairs of other blocks each statistic looks at as negative controls, at most; 0: none. */
  readonly controls: number;
  /** Results of blocks that are compared one with one list their matchings. */
  readonly matchings: boolean;
  readonly metric: MatchMetric;
  /** The form of match for MLPs without a gate; absent: phi_2V. */
  readonly matchVariant?: MatchVariant;
  readonly seed: number;
  readonly thresholdLog10P?: number;
  readonly provider: Provider;
  readonly memory?: HiddenMemory;
  readonly pool: ThreadPool;
  /** Results of blocks from before this process. */
  readonly kept: KeptBlocks;
  /** The place of this pair, its tokens and its seed. */
  readonly resume?: Resume;
  /** Aborts with the caller's signal, and when another part of the trace has failed. */
  readonly signal: AbortSignal;
  readonly countOf: (phase: string, total: number, unit?: EngineProgress['unit']) => PartCounter;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** What several statistics share: computed at the first call of this name, then the same promise. */
  readonly once: <Shared>(name: string, compute: () => Promise<Shared>) => Promise<Shared>;
}
