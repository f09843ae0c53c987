import { type JobsOptions, Queue } from 'bullmq';
import { groupCalls } from '../group-calls.ts';
import { assertNoEviction } from './assert-no-eviction.ts';
import { type QueueConnectionOptions, queueConnection, queueName } from './queue-connection.ts';
import { within } from './within.ts';

export interface EvaluationQueueOptions extends QueueConnectionOptions {
  /** Starts of a job that keeps failing for transient reasons, default 3. */
  attempts?: number;
  /** Delay before the first retry; each further one waits twice as long, default 5,000. */
  retryDelayMs?: number;
  /** How long a call waits for the server, default 5,000. */
  timeoutMs?: number;
  /** Told of connection failures in the background; every call reports its own by rejecting. */
  onError?: (error: Error) => void;
}

/** Where the job of an evaluation stands; null: there is none. */
export type JobState = 'waiting' | 'delayed' | 'active' | null;

export interface QueueOverview {
  paused: boolean;
  jobs: Record<'waiting' | 'delayed' | 'active', number>;
}

/**
 * The way from a stored request to a worker. The id of a job is the id of its evaluation and a job carries nothing
 * else, so a queue that lost its content is filled again from the database. Every method rejects with UNAVAILABLE when
 * the server is away, and works again when it is back.
 */
export interface EvaluationQueue {
  /** Does nothing where the evaluation already has a job. Larger priorities run first, equal ones in order; default 0. */
  add(id: string, options?: { priority?: number }): Promise<void>;
  addMany(jobs: readonly { id: string; priority?: number }[]): Promise<void>;
  /** Takes a waiting job out. False when there is none, or a worker has it. */
  remove(id: string): Promise<boolean>;
  state(id: string): Promise<JobState>;
  /** Workers take nothing until `resume`, all of them; what they are at goes on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  overview(): Promise<QueueOverview>;
  /** False when there is no waiting job. */
  reprioritize(id: string, priority: number): Promise<boolean>;
  /** BullMQ's own object, for its dashboard: another one after a first connection that failed. */
  bull(): Promise<Queue>;
  /** @throws UNAVAILABLE, QUEUE_EVICTS */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function createEvaluationQueue({
  attempts = 3,
  retryDelayMs = 5_000,
  timeoutMs = 5_000,
  onError = () => {},
  ...connectionOptions
}: EvaluationQueueOptions): EvaluationQueue {
  const jobOptions: JobsOptions = {
    attempts,
    // Between half and all of the delay, so that jobs that failed together do not come back together.
    backoff: { type: 'exponential', delay: retryDelayMs, jitter: 0.5 },
    // Results live in the database; a job that stayed would keep its id from being queued again.
    removeOnComplete: true,
    removeOnFail: true,
  };
  const start = async (): Promise<Queue> => {
    if (connectionOptions.redisUrl !== undefined) await assertNoEviction(connectionOptions.redisUrl);
    const { options, factory } = queueConnection(connectionOptions, { maxRetriesPerRequest: 1 });
    // The backend is a type parameter of BullMQ's classes; nothing below depends on which one it is.
    const queue = (factory ? new Queue(queueName, options, factory) : new Queue(queueName, options)) as Queue;
    queue.on('error', onError);
    try {
      await queue.waitUntilReady();
    } catch (caught) {
      await queue.disconnect();
      throw caught;
    }
    return queue;
  };
  // BullMQ remembers a first connection that failed for ever, so a new queue is made until one succeeds.
  let started: Promise<Queue> | undefined;
  const use = <T>(work: (queue: Queue) => Promise<T>): Promise<T> => {
    if (!started) {
      const starting = start();
      started = starting;
      starting.catch(() => {
        if (started === starting) started = undefined;
      });
    }
    return within(timeoutMs, started.then(work));
  };
  const toJob = ({ id, priority = 0 }: { id: string; priority?: number }) => ({
    name: 'evaluate',
    data: {},
    opts: { ...jobOptions, jobId: id, priority: toQueuePriority(priority) },
  });

  const addMany = (jobs: readonly { id: string; priority?: number }[]) =>
    use(async (queue) => void (await queue.addBulk(jobs.map(toJob))));
  const addOne = groupCalls<{ id: string; priority?: number }, void>({
    most: 100,
    work: async (jobs) => {
      // Alone it is cheaper by itself: on PostgreSQL a bulk makes two temporary tables.
      const { name, data, opts } = toJob(jobs[0]);
      await (jobs.length === 1 ? use((queue) => queue.add(name, data, opts)) : addMany(jobs));
      return jobs.map(() => undefined);
    },
  });

  return {
    // With those who ask meanwhile; nobody waits longer for it, whatever becomes of the calls before.
    add: (id, { priority } = {}) => within(timeoutMs, addOne({ id, priority })),
    addMany,
    // BullMQ's own answer for a job that does not exist differs between its backends.
    remove: (id) => use(async (queue) => (await stateOf(queue, id)) !== null && (await queue.remove(id)) === 1),
    state: (id) => use((queue) => stateOf(queue, id)),
    pause: () => use((queue) => queue.pause()),
    resume: () => use((queue) => queue.resume()),
    overview: () =>
      use(async (queue) => {
        const [paused, counts] = await Promise.all([
          queue.isPaused(),
          queue.getJobCounts('waiting', 'prioritized', 'delayed', 'active'),
        ]);
        const { waiting = 0, prioritized = 0, delayed = 0, active = 0 } = counts;
        return { paused, jobs: { waiting: waiting + prioritized, delayed, active } };
      }),
    reprioritize: (id, priority) =>
      use(async (queue) => {
        if ((await stateOf(queue, id)) !== 'waiting') return false;
        const job = await queue.getJob(id);
        await job?.changePriority({ priority: toQueuePriority(priority) });
        return job !== undefined;
      }),
    bull: () => use(async (queue) => queue),
    ping: () => use(async (queue) => void (await queue.getJobCounts('active'))),
    close: async () => {
      const queue = await started?.catch(() => undefined);
      if (!queue) return;
      try {
        await within(timeoutMs, queue.close());
      } catch {
        // The server is away and cannot say goodbye.
        await queue.disconnect();
      }
    },
  };
}

/** BullMQ takes 1 to 2,097,151, the smallest first, and runs jobs that have none before all others: so every job has one. */
const middlePriority = 2 ** 20;

function toQueuePriority(priority: number): number {
  return Math.min(2 * middlePriority - 1, Math.max(1, middlePriority - priority));
}

async function stateOf(queue: Queue, id: string): Promise<JobState> {
  const state = await queue.getJobState(id);
  if (state === 'active' || state === 'delayed') return state;
  return state === 'waiting' || state === 'prioritized' ? 'waiting' : null;
}
