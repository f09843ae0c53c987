import { type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import { toModelTraceError } from '../errors.ts';
import { assertNoEviction } from './assert-no-eviction.ts';
import { type QueueConnectionOptions, queueConnection, queueName } from './queue-connection.ts';
import { toQueueError } from './within.ts';

export interface EvaluationJob {
  /** Id of the evaluation. */
  id: string;
  /** Whether a transient failure now is final. Interruptions (a worker that died, a job handed back) do not count. */
  lastAttempt: boolean;
}

export interface EvaluationWorkerOptions extends QueueConnectionOptions {
  /** Jobs at a time. */
  concurrency: number;
  /** How long a job stays with a worker that stopped renewing its lock, default 15,000. */
  lockDurationMs?: number;
  /** How often workers look for such jobs, default 5,000. */
  stalledIntervalMs?: number;
  /**
   * Does the job. `done`: the job is over, whatever became of the evaluation. `handBack`: it goes back to the front of
   * the queue. What it throws is tried again later when it is retryable and this was not the last attempt.
   */
  process(job: EvaluationJob): Promise<'done' | 'handBack'>;
  onError(error: Error): void;
  /** A job whose worker fell silent is in the queue again. */
  onStalled?(id: string): void;
}

export interface EvaluationWorker {
  /** Takes no more jobs and resolves when the current ones have ended. */
  close(): Promise<void>;
}

/**
 * Takes jobs from the queue until closed; reconnects for as long as it takes. Nothing may block the event loop of this
 * process longer than the lock lasts: BullMQ renews locks on it.
 * @throws UNAVAILABLE, QUEUE_EVICTS when the queue cannot be used at the start
 */
export async function startEvaluationWorker({
  concurrency,
  lockDurationMs = 15_000,
  stalledIntervalMs = 5_000,
  process,
  onError,
  onStalled = () => {},
  ...connectionOptions
}: EvaluationWorkerOptions): Promise<EvaluationWorker> {
  if (connectionOptions.redisUrl !== undefined) await assertNoEviction(connectionOptions.redisUrl);

  const processJob = async (job: Job, token?: string): Promise<void> => {
    const lastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    let outcome: 'done' | 'handBack';
    try {
      outcome = await process({ id: job.id!, lastAttempt });
    } catch (caught) {
      // Only the code: the row of the evaluation has the rest, and a queue need not store other people's bytes.
      const { code, retryable } = toModelTraceError(caught);
      throw retryable && !lastAttempt ? new Error(code) : new UnrecoverableError(code);
    }
    if (outcome === 'handBack') {
      await job.moveToWait(token);
      throw new WaitingError();
    }
  };

  const { options, factory } = queueConnection(connectionOptions, { maxRetriesPerRequest: null });
  const workerOptions = {
    ...options,
    concurrency,
    lockDuration: lockDurationMs,
    stalledInterval: stalledIntervalMs,
    // BullMQ would give up a job after one lost worker. Postgres counts starts and decides (see the worker service).
    maxStalledCount: 1_000_000,
    // After a failure to talk to the server; the default of 15 s leaves a worker idle long after a short outage.
    runRetryDelay: 1_000,
    autorun: false,
  };
  const worker = (
    factory
      ? new Worker(queueName, processJob, workerOptions, factory)
      : new Worker(queueName, processJob, workerOptions)
  ) as Worker;
  worker.on('error', onError);
  worker.on('stalled', onStalled);
  try {
    await worker.waitUntilReady();
  } catch (caught) {
    await worker.disconnect();
    throw toQueueError(caught);
  }
  worker.run().catch(onError);
  return { close: () => worker.close() };
}
