import { setTimeout as sleep } from 'node:timers/promises';
import type { EvaluationStore } from '@model-trace/core/storage';
import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from './submit-evaluation.ts';

/**
 * Lets evaluations past their deadline expire, as every worker does: where no worker lives they do so all the same. Rows that
 * another process is at are skipped, and there is nothing to coordinate.
 */
export function expireEvaluations(options: {
  store: Pick<EvaluationStore, 'expire'>;
  queue: Pick<Dispatcher, 'remove'>;
  log: FastifyBaseLogger;
  intervalMs: number;
}): { stop(): Promise<void> } {
  const { store, queue, log, intervalMs } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  const expire = async (): Promise<void> => {
    const ids = await store.expire();
    if (ids.length > 0) log.info({ evaluationIds: ids }, 'evaluations expired');
    for (const id of ids) await queue.remove(id).catch((err) => log.warn({ err }, 'job of an expired one not removed'));
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      // Rejects when it is stopped, and only then.
      await sleep(intervalMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await expire().catch((err) => log.warn({ err }, 'expired evaluations cannot be looked for'));
    }
  };
  const running = run();

  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
