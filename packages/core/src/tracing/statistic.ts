import type { StatisticId, TraceResult } from '../results/index.ts';
import type { StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';

/** The lists of a trace's result that statistics add their results to. */
export type StatisticGroup = 'statistics' | 'localised' | 'distances' | 'similarities';

/** Which list of the result a statistic adds to, and what. A `verdict` in it takes part in the overall verdict. */
export type StatisticOutcome = {
  [Group in StatisticGroup]: { group: Group; result: NonNullable<TraceResult[Group]>[number] };
}[StatisticGroup];

/** One way to compare two models: an entry of the registry (`statistics.ts`); what it needs of them is in `statistic-needs.ts`. */
export interface Statistic {
  readonly id: StatisticId;
  /** Its forms, each with its null hypothesis, validity and direction in words. */
  readonly variants: readonly StatisticVariant[];
  run(run: TraceRun): Promise<StatisticOutcome>;
}
