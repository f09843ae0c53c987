import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError } from '@model-trace/core/errors';
import type { EvaluationQueue } from '@model-trace/core/queue';
import { listCheckpoints, removeCheckpoints } from '@model-trace/core/resume';
import { type EvaluationStore, type EventStore, isUuid, type WebhookStore } from '@model-trace/core/storage';
import type { Logger } from 'pino';
import { keepQueuePaused } from './keep-queue-paused.ts';
import { toStoredError } from './stored-error.ts';

export interface Sweeper {
  /** One removal of what is no longer wanted: old evaluations, checkpoints of ended ones. Nothing while another process is at it. */
  clean(): Promise<unknown>;
  /** One pass over everything unfinished; null while another process is at it. @returns evaluations put back to queued */
  sweep(): Promise<number | null>;
  stop(): Promise<void>;
}

export interface SweeperOptions {
  store: EvaluationStore;
  events: Pick<EventStore, 'forget'>;
  webhooks: Pick<WebhookStore, 'forget'>;
  queue: EvaluationQueue;
  logger: Logger;
  /** Pause between passes. */
  intervalMs: number;
  /** Pause between looks for evaluations past their deadline, and for a pause that the queue lost; default 1,000. */
  expireIntervalMs?: number;
  /** Pause between removals of old events; default 10 minutes. */
  forgetIntervalMs?: number;
  /** Rows touched more recently are left alone: their worker, or the request that made them, is at work. */
  staleMs: number;
  /** Evaluations that ended so many days ago are removed; undefined: none. */
  retentionDays?: number;
  /** Where checkpoints of running evaluations lie; null: there are none. */
  checkpointDir?: string | null;
}

const pageSize = 500;

/**
 * Gives every unfinished evaluation a job again, whatever the queue forgot: it lost its content, or a process died
 * between storing a request and queueing it. Adding a job that exists does nothing, so no check can be out of date.
 */
export function startSweeper({
  store,
  events,
  webhooks,
  queue,
  logger,
  intervalMs,
  staleMs,
  expireIntervalMs = 1_000,
  forgetIntervalMs = 600_000,
  retentionDays,
  checkpointDir = null,
}: SweeperOptions): Sweeper {
  const stopping = new AbortController();
  const { signal } = stopping;

  const passOver = async (): Promise<number> => {
    await keepQueuePaused({ store, queue, logger }); // before it gets jobs
    const before = new Date(Date.now() - staleMs);
    let requeued = 0;
    let after: string | undefined;
    while (!signal.aborted) {
      const page = await store.unfinished({ before, after, limit: pageSize });
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      for (const { id, attempt } of page.filter(({ status }) => status === 'running')) {
        // Active: its worker lives, or the queue itself will notice that it does not.
        if ((await queue.state(id)) === 'active') continue;
        const error = new ModelTraceError('INTERRUPTED', 'The worker was lost before the evaluation finished');
        if (await store.requeue(id, attempt, toStoredError(error))) requeued++;
      }
      await queue.addMany(page);
      if (page.length < pageSize) break;
    }
    await store.idempotency.forget();
    if (requeued > 0) logger.warn({ requeued }, 'evaluations without a worker were queued again');
    return requeued;
  };
  const sweep = () => store.exclusively('sweeper', passOver);

  /** Every worker looks: rows that another one is at are skipped, and there is nothing to coordinate. */
  const expire = async (): Promise<void> => {
    const ids = await store.expire();
    if (ids.length > 0) logger.info({ evaluationIds: ids }, 'evaluations expired');
    // One that is active stops by itself: its heartbeat says that it is no longer its worker's.
    for (const id of ids)
      await queue.remove(id).catch((err) => logger.warn({ err }, 'job of an expired one not removed'));
  };

  const removeOld = async (): Promise<void> => {
    if (retentionDays === undefined) return;
    const before = new Date(Date.now() - retentionDays * 24 * 3600 * 1000);
    let removed = 0;
    while (!signal.aborted) {
      const ids = await store.removeFinished(before);
      removed += ids.length;
      if (ids.length === 0) break;
    }
    if (removed > 0) logger.info({ removed, retentionDays }, 'old evaluations removed');
  };

  /** The worker of an evaluation removes its own; these are of workers that were lost after its end. */
  const removeStaleCheckpoints = async (): Promise<void> => {
    if (checkpointDir === null) return;
    const jobs = await listCheckpoints(checkpointDir, new Date(Date.now() - staleMs));
    const ended = await store.finished(jobs.filter(isUuid));
    for (const id of ended) await removeCheckpoints(checkpointDir, id);
    if (ended.length > 0) logger.info({ evaluationIds: ended }, 'stale checkpoints removed');
  };

  const clean = () =>
    store.exclusively('cleaning', async () => {
      await removeOld();
      await removeStaleCheckpoints();
    });

  const repeat = async (pauseMs: number, work: () => Promise<unknown>): Promise<void> => {
    while (!signal.aborted) {
      // Rejects when it is stopped, and only then.
      await sleep(pauseMs, undefined, { signal }).catch(() => {});
      if (!signal.aborted) await work().catch((err) => logger.warn({ err }, 'sweep failed'));
    }
  };
  const keepPaused = () => keepQueuePaused({ store, queue, logger });
  const forget = () => store.exclusively('events', () => Promise.all([events.forget(), webhooks.forget()]));
  const loops = [
    repeat(intervalMs, sweep),
    repeat(expireIntervalMs, expire),
    repeat(expireIntervalMs, keepPaused),
    repeat(forgetIntervalMs, forget),
    repeat(forgetIntervalMs, clean),
  ];

  return {
    sweep,
    clean,
    stop: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
