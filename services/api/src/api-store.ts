import type { EvaluationStore } from '@model-trace/core/storage';

/** What the API needs of the store; the rest belongs to workers. */
export type ApiStore = Pick<
  EvaluationStore,
  'create' | 'get' | 'list' | 'cancel' | 'queuePosition' | 'leaderboard' | 'ping'
>;
