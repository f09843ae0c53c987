import type { EvaluationStore } from '@model-trace/core/storage';

/** What the API needs of the store; the rest belongs to workers. */
export type ApiStore = Pick<
  EvaluationStore,
  | 'submit'
  | 'idempotency'
  | 'administration'
  | 'bases'
  | 'get'
  | 'attempts'
  | 'version'
  | 'findSame'
  | 'evaluationPace'
  | 'list'
  | 'cancel'
  | 'retry'
  | 'finished'
  | 'queuePosition'
  | 'queuePace'
  | 'leaderboard'
  | 'lineage'
  | 'ping'
>;
