import type { EvaluationSummary } from '@model-trace/client';

/** Those that wait as they will be taken: larger priorities first, equal ones as they were queued. */
export function inQueueOrder(queued: readonly EvaluationSummary[]): EvaluationSummary[] {
  return queued.toSorted(
    (a, b) => b.priority - a.priority || Date.parse(a.queuedAt) - Date.parse(b.queuedAt) || (a.id < b.id ? -1 : 1),
  );
}
