import type { TSchema } from 'typebox';
import {
  type EvaluationResults,
  PerplexityResult,
  type RankedTaskId,
  ScanResult,
  type TaskId,
  TraceResult,
} from '../results/index.ts';
import type { TaskContext } from './task-context.ts';

export interface TaskDefinition<Id extends TaskId = TaskId> {
  readonly id: Id;
  /** What is measured, as leaderboards name it. */
  readonly benchmark: string;
  /** The number of the result that the leaderboard shows. */
  readonly metric: string;
  /** Heading of the leaderboard's column. */
  readonly column: string;
  /** How to print the metric: `number`, or `log10` for a p-value carried as its decimal logarithm. */
  readonly format: 'number' | 'log10';
  readonly lowerIsBetter: boolean;
  readonly description: string;
  readonly resultSchema: TSchema;
  /** Value for the leaderboard; null when this result has none (a trace without `match`). */
  metricValue(result: NonNullable<EvaluationResults[Id]>): number | null;
  run(context: TaskContext): Promise<NonNullable<EvaluationResults[Id]>>;
}

/**
 * The one registry of tasks: the API's /v1/tasks, the leaderboard's columns and the worker all read it. Adding a
 * task is adding an entry (and its id to `TaskId`). Code that computes is imported when it runs, so that a service that
 * only lists tasks never loads the inference engine.
 */
export const tasks: { readonly [Id in TaskId]: TaskDefinition<Id> } = {
  perplexity: {
    id: 'perplexity',
    benchmark: 'perplexity',
    metric: 'perplexity',
    column: 'Perplexity',
    format: 'number',
    lowerIsBetter: true,
    description:
      'Perplexity on the fixed passage about artificial intelligence. Lower: the model predicts the text better.',
    resultSchema: PerplexityResult,
    metricValue: (result) => result.perplexity,
    run: async (context) => (await import('./run-perplexity.ts')).runPerplexity(context),
  },
  trace: {
    id: 'trace',
    benchmark: 'tracing',
    metric: 'match.log10PValue',
    column: 'Match P-Value',
    format: 'log10',
    lowerIsBetter: true,
    description:
      'Independence test of the hidden units of the model and of the base (statistic `match`). Small: evidence that one derives from the other or both from a third, or that both were initialised alike (same seed or recipe). Where all units agree it stands at its floor, 2/m! for each block of m hidden units, and measures width and depth: only p-values of pairs of one shape compare.',
    resultSchema: TraceResult,
    metricValue: (result) => result.statistics.find(({ statistic }) => statistic === 'match')?.log10PValue ?? null,
    run: async (context) => (await import('./run-trace.ts')).runTrace(context),
  },
  scan: {
    id: 'scan',
    benchmark: 'tracing',
    metric: 'candidates[0].log10PHolm',
    column: 'Scan P-Value',
    format: 'log10',
    lowerIsBetter: true,
    description:
      'Independence tests of the hidden units of the model and of those of many bases, corrected for their number (statistic `csu`: weights in their given order). Small: evidence that one derives from the other or both from a third, or that both were initialised alike (same seed or recipe). Its floor depends on width and depth: only p-values of pairs of one shape compare.',
    resultSchema: ScanResult,
    metricValue: (result) => result.candidates[0]?.log10PHolm ?? null,
    run: async (context) => (await import('./run-scan.ts')).runScan(context),
  },
};

/** Those with a column on the leaderboard: a scan is of one model and many bases. */
export const rankedTasks: { readonly [Id in RankedTaskId]: TaskDefinition<Id> } = {
  perplexity: tasks.perplexity,
  trace: tasks.trace,
};
