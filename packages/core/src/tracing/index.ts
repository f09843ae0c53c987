export { requireWritable, writeAlignedModel } from './alignment/write-aligned-model.ts';
export {
  type CalibratedBlocks,
  type Calibration,
  calibrate,
} from './calibration/calibrate.ts';
export type { NullSummary, RejectionRate } from './calibration/null-summary.ts';
export type { Statistic } from './statistic.ts';
export type { StatisticVariant } from './statistic-variant.ts';
export { statistics } from './statistics.ts';
export { type TraceOptions, type TraceOutcome, trace } from './trace.ts';
export { comparisonPrecision, overallPrecision } from './trace-dtype.ts';
export type { TracedModel } from './traced-model.ts';
export { defaultThresholdLog10P } from './verdict.ts';
