import type { components, operations } from './schema.ts';

type Schemas = components['schemas'];
type Query<Operation extends keyof operations> = NonNullable<operations[Operation]['parameters']['query']>;

export type EvaluationRequest = Schemas['EvaluationRequest'];
export type Evaluation = Schemas['Evaluation'];
export type EvaluationSummary = Schemas['EvaluationSummary'];
export type SubmittedEvaluation = Schemas['SubmittedEvaluation'];
export type DryRun = Schemas['DryRun'];
export type BatchOutcome = Schemas['EvaluationBatchOutcomes']['items'][number];
export type LeaderboardEntry = Schemas['LeaderboardEntry'];
export type LineageGraph = Schemas['LineageGraph'];
export type Base = Schemas['Base'];
export type ScanRequest = Schemas['ScanRequest'];
export type Task = Schemas['Task'];
export type Corpus = Schemas['Corpus'];
export type PageConfig = Schemas['PageConfig'];
export type Problem = Schemas['Problem'];

/** Some of many items, and what to ask for the ones after them with; null: these are the last. */
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
/** Which page of a list, and how long. */
export interface PageQuery {
  cursor?: string;
  limit?: number;
}
export type EventType = NonNullable<Query<'followEvents'>['type']>[number];

export type EvaluationQuery = Omit<Query<'listEvaluations'>, 'cursor' | 'limit'>;
export type LeaderboardQuery = Omit<Query<'getLeaderboard'>, 'cursor' | 'limit' | 'format'>;
export type LineageQuery = Omit<Query<'getLineage'>, 'cursor' | 'limit' | 'format'>;

/** Not queued and not running any more. */
export function isFinished({ status }: Pick<EvaluationSummary, 'status'>): boolean {
  return status !== 'queued' && status !== 'running';
}
