import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationQueue } from '@model-trace/core/queue';
import type { EvaluationStore } from '@model-trace/core/storage';
import type { Logger } from 'pino';
import { toStoredError } from './stored-error.ts';

export interface Sweeper {
  /** One pass over everything unfinished; null while another process is at it. @returns evaluations put back to queued */
  sweep(): Promise<number | null>;
  stop(): Promise<void>;
}

export interface SweeperOptions {
  store: EvaluationStore;
  queue: EvaluationQueue;
  logger: Logger;
  /** Pause between passes. */
  intervalMs: number;
  /** Rows touched more recently are left alone: their worker, or the request that made them, is at work. */
  staleMs: number;
}

const pageSize = 500;

/**
 * Gives every unfinished evaluation a job again, whatever the queue forgot: it lost its content, or a process died
 * between storing a request and queueing it. Adding a job that exists does nothing, so no check can be out of date.
 */
export function startSweeper({ store, queue, logger, intervalMs, staleMs }: SweeperOptions): Sweeper {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<unknown> = Promise.resolve();

  const passOver = async (): Promise<number> => {
    const before = new Date(Date.now() - staleMs);
    let requeued = 0;
    let after: string | undefined;
    while (!stopped) {
      const page = await store.unfinished({ before, after, limit: pageSize });
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      for (const { id, attempt } of page.filter(({ status }) => status === 'running')) {
        // Active: its worker lives, or the queue itself will notice that it does not.
        if ((await queue.state(id)) === 'active') continue;
        const error = new ModelTraceError('INTERRUPTED', 'The worker was lost before the evaluation finished');
        if (await store.requeue(id, attempt, toStoredError(error))) requeued++;
      }
      await queue.addMany(page.map(({ id }) => id));
      if (page.length < pageSize) break;
    }
    if (requeued > 0) logger.warn({ requeued }, 'evaluations without a worker were queued again');
    return requeued;
  };
  const sweep = () => store.exclusively('sweeper', passOver);

  const schedule = (): void => {
    timer = setTimeout(() => {
      current = sweep()
        .catch((error) => logger.warn({ err: error }, 'sweep failed'))
        .then(() => {
          if (!stopped) schedule();
        });
    }, intervalMs);
  };
  schedule();

  return {
    sweep,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
