import { ModelTraceError } from '@model-trace/core/errors';
import type { Evaluation } from '@model-trace/core/storage';
import type { HubToken } from './hub-token.ts';
import type { SubmissionDependencies } from './submit-evaluation.ts';

/**
 * Queues an evaluation again that failed, was canceled or expired. Its attempts go on counting; the budget starts anew.
 * @returns null when there is none
 * @throws CONFLICT when it is under way or has succeeded
 */
export async function retryEvaluation(
  { id, deadlineAt, hubToken }: { id: string; deadlineAt: Date | null; hubToken: HubToken | null },
  { store, queue, log }: Pick<SubmissionDependencies, 'store' | 'queue' | 'log'>,
): Promise<Evaluation | null> {
  const outcome = await store.retry(id, { deadlineAt, sealHubToken: hubToken?.seal });
  if (outcome === null) return null;
  const { retried, evaluation } = outcome;
  if (!retried) {
    const fix =
      'Only failed, canceled and expired evaluations can be retried; submit with `force: true` to run one anew';
    throw new ModelTraceError('CONFLICT', `Evaluation ${id} is ${evaluation.status}`, { fix });
  }
  try {
    await queue.add(id, { priority: evaluation.priority });
  } catch (err) {
    log.error({ err, evaluationId: id }, 'evaluation to be retried but not enqueued');
    return evaluation;
  }
  log.info({ evaluationId: id, attempts: evaluation.attempt }, 'evaluation queued again');
  return evaluation;
}
