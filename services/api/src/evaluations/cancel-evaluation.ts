import { ModelTraceError } from '@model-trace/core/errors';
import type { Evaluation } from '@model-trace/core/storage';
import type { SubmissionDependencies } from './submit-evaluation.ts';

/**
 * Cancels an evaluation that is not finished; a second time is not an error. A worker at it stops by itself.
 * @returns null when there is none
 * @throws CONFLICT when it succeeded, failed or expired before
 */
export async function cancelEvaluation(
  id: string,
  { store, queue, log }: Pick<SubmissionDependencies, 'store' | 'queue' | 'log'>,
): Promise<Evaluation | null> {
  const evaluation = await store.cancel(id);
  if (evaluation === null) return null;
  if (evaluation.status !== 'canceled')
    throw new ModelTraceError('CONFLICT', `Evaluation ${id} has already ${evaluation.status}`, {
      fix: 'Only queued and running evaluations can be canceled',
    });
  try {
    await queue.remove(id);
  } catch (err) {
    // The job then finds a canceled row and ends at once.
    log.warn({ err, evaluationId: id }, 'job of a canceled evaluation not removed');
  }
  log.info({ evaluationId: id }, 'evaluation canceled');
  return evaluation;
}
