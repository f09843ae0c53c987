import type { EvaluationQueue } from '@model-trace/core/queue';
import type { EvaluationStore } from '@model-trace/core/storage';
import type { Logger } from 'pino';

/**
 * Pauses or resumes the queue as the operator last said in the database: a queue that lost its content has lost its own
 * mark. Where nobody has said anything the queue is left as it is.
 */
export async function keepQueuePaused({
  store,
  queue,
  logger,
}: {
  store: Pick<EvaluationStore, 'administration'>;
  queue: Pick<EvaluationQueue, 'overview' | 'pause' | 'resume'>;
  logger: Logger;
}): Promise<void> {
  const wanted = await store.administration.paused();
  if (wanted === null || (await queue.overview()).paused === wanted) return;
  await (wanted ? queue.pause() : queue.resume());
  logger.warn({ paused: wanted }, 'queue brought back to what the database says');
}
