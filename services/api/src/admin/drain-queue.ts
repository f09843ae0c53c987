import type { QueueAdministration } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import { limits } from '../limits.ts';
import type { AdministeredQueue } from './routes.ts';

/**
 * Cancels all that waits. Rows first: a job that was taken out alone would be back with the next sweep, and a job that stays
 * finds its evaluation canceled and ends at once.
 * @returns how many were canceled, and whether time ran out before all were
 */
export async function drainQueue({
  administration,
  queue,
  log,
}: {
  administration: QueueAdministration;
  queue: Pick<AdministeredQueue, 'remove'>;
  log: FastifyBaseLogger;
}): Promise<{ canceled: number; complete: boolean }> {
  const deadline = performance.now() + limits.drainQueueMs;
  let canceled = 0;
  for (;;) {
    const ids = await administration.cancelQueued();
    canceled += ids.length;
    const left = ids.values();
    const remove = async (): Promise<void> => {
      for (const id of left) await queue.remove(id);
    };
    await Promise.all(Array.from({ length: limits.drainConcurrency }, remove)).catch((err) =>
      log.warn({ err }, 'jobs of canceled evaluations not removed'),
    );
    if (ids.length === 0 || performance.now() > deadline) {
      log.info({ canceled }, 'queue drained');
      return { canceled, complete: ids.length === 0 };
    }
  }
}
