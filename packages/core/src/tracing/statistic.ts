import type { StatisticId, TraceResult } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import type { StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';
import type { TracedModel } from './traced-model.ts';

/** What a pair of models must have in common for a statistic, and what is made ready before it runs. Absent: not needed. */
export interface StatisticNeeds {
  /** Activations on the same input: `run.activations`. */
  readonly tokens?: boolean;
  /** Rows of the embeddings that stand for the same tokens: a shared vocabulary, also when token ids were given. */
  readonly vocabulary?: boolean;
  /** Predictions of a text: `run.outputSequences`. */
  readonly outputs?: boolean;
  /** Equal widths of the residual stream. */
  readonly hiddenSize?: boolean;
  /** `run.pairs`: blocks of either model one to one, their MLPs with equal numbers of units. */
  readonly pairs?: boolean;
  /** `run.blocks`: every block of the model with every block of the base, whatever their widths. */
  readonly allPairs?: boolean;
  /** In each pair of blocks both MLPs with a gate, or both without. */
  readonly mlpKind?: boolean;
}

/** The lists of a trace's result that statistics add their results to. */
export type StatisticGroup = 'statistics' | 'localised' | 'distances' | 'similarities';

/** Which list of the result a statistic adds to, and what. A `verdict` in it takes part in the overall verdict. */
export type StatisticOutcome = {
  [Group in StatisticGroup]: { group: Group; result: NonNullable<TraceResult[Group]>[number] };
}[StatisticGroup];

/** The two models and the pairs of blocks that were named, else all in order as far as both have them. */
export interface StatisticModels {
  readonly model: TracedModel;
  readonly base: TracedModel;
  readonly pairs: readonly BlockPair[];
}

/** One way to compare two models: an entry of the registry (`statistics.ts`). */
export interface Statistic {
  readonly id: StatisticId;
  /** Its forms, each with its null hypothesis, validity and direction in words. */
  readonly variants: readonly StatisticVariant[];
  needs(models: StatisticModels): StatisticNeeds;
  run(run: TraceRun): Promise<StatisticOutcome>;
}
