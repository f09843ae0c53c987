export type { MatchMetric } from './match-units.ts';
export { statisticVariants } from './statistics.ts';
export { allStatistics, type TraceOptions, type TraceOutcome, trace } from './trace.ts';
export type { TracedModel } from './traced-model.ts';
export { defaultThresholdLog10P } from './verdict.ts';
