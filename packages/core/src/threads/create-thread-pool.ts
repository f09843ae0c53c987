import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ModelTraceError } from '../errors.ts';
import type { ComputationName, Computations } from './computations.ts';
import { createThreadControl, forgetThreadControl, type ThreadControl, tellToEnd } from './thread-control.ts';
import type { ThreadReply } from './thread-messages.ts';
import { transferable } from './transferable.ts';

type Argument<Name extends ComputationName> = Parameters<Computations[Name]>[0];

type Remote<Name extends ComputationName> = (
  argument: (Argument<Name> | { whenStarted: () => Argument<Name> }) & { signal?: AbortSignal },
) => Promise<Awaited<ReturnType<Computations[Name]>>>;

/**
 * The computations of `computations.ts` on threads, so that an event loop stays free. Typed arrays in an argument are
 * given away: the caller's become empty. What is large may be made by `whenStarted`, once a thread is free for it.
 * `signal` stops a computation at once, wherever it is; within a product, after its slice.
 * Rejects with what the computation threw, its code kept.
 */
export type ThreadPool = { readonly [Name in ComputationName]: Remote<Name> } & {
  /** Threads at most. */
  readonly size: number;
  /** Stops all threads and resolves when none is left; computations under way are rejected with INTERRUPTED. */
  close(): Promise<void>;
};

interface Job {
  name: ComputationName;
  argument: object | { whenStarted: () => object };
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

const entry = new URL('./computation-thread.ts', import.meta.url);

/** Threads start when they are first needed, and keep a process alive only while they compute. */
export function createThreadPool({ size = availableParallelism() }: { size?: number } = {}): ThreadPool {
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  const waiting: Job[] = [];
  const controls = new Map<Worker, ThreadControl>();
  /** Threads that were told to end and have not yet. */
  const ending = new Set<Promise<unknown>>();
  let closed = false;

  function dispatch(): void {
    while (waiting.length > 0 && busy.size < size) {
      const job = waiting.shift()!;
      const argument = started(job);
      if (argument === null) continue;
      const worker = idle.pop() ?? startThread();
      busy.set(worker, job);
      worker.ref();
      worker.postMessage({ name: job.name, argument }, transferable(argument));
    }
  }

  function startThread(): Worker {
    const control = createThreadControl();
    const worker = new Worker(entry, { workerData: control });
    controls.set(worker, control);
    worker.on('message', (reply: ThreadReply) => {
      const job = release(worker);
      if (job === undefined) return;
      idle.push(worker);
      worker.unref();
      if ('result' in reply) job.resolve(reply.result);
      else job.reject(revived(reply.error));
      dispatch();
    });
    worker.on('error', (error) => {
      forget(worker);
      release(worker)?.reject(
        new ModelTraceError('INTERNAL', `A computation thread failed: ${error}`, { cause: error }),
      );
      dispatch();
    });
    worker.on('exit', (code) => {
      forgetThreadControl(control);
      controls.delete(worker);
      forget(worker);
      release(worker)?.reject(new ModelTraceError('INTERRUPTED', `A computation thread ended with ${code}`));
      dispatch();
    });
    return worker;
  }

  function release(worker: Worker): Job | undefined {
    const job = busy.get(worker);
    busy.delete(worker);
    return job;
  }

  function forget(worker: Worker): void {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  }

  function stop(job: Job, reason: unknown): void {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    for (const [worker, running] of busy) {
      if (running !== job) continue;
      busy.delete(worker);
      // A synchronous computation cannot be stopped otherwise; another thread takes its place.
      const ended: Promise<unknown> = end(worker).finally(() => ending.delete(ended));
      ending.add(ended);
    }
    job.reject(reason);
    dispatch();
  }

  /** Resolves when the thread has ended: at once, or after the slice of a product. */
  async function end(worker: Worker): Promise<void> {
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    const control = controls.get(worker);
    if (control === undefined) return; // it has ended
    if (tellToEnd(control)) await worker.terminate();
    else await exited;
  }

  function run(name: ComputationName, { signal, ...argument }: { signal?: AbortSignal }): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const job: Job = { name, argument, resolve, reject };
    if (closed) {
      reject(new ModelTraceError('INTERRUPTED', 'The thread pool is closed'));
      return promise;
    }
    if (signal?.aborted) {
      reject(signal.reason);
      return promise;
    }
    const onAbort = () => stop(job, signal!.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    waiting.push(job);
    dispatch();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** What a job is about; null when that could not be made, which rejects it. */
  function started({ argument, reject }: Job): object | null {
    try {
      return 'whenStarted' in argument ? argument.whenStarted() : argument;
    } catch (error) {
      reject(error);
      return null;
    }
  }

  const remote = <Name extends ComputationName>(name: Name) => ((argument) => run(name, argument)) as Remote<Name>;

  return {
    size,
    linearAssignment: remote('linearAssignment'),
    matchVectors: remote('matchVectors'),
    permutedInnerProducts: remote('permutedInnerProducts'),
    symmetricEigen: remote('symmetricEigen'),
    async close() {
      closed = true;
      for (const job of waiting.splice(0)) job.reject(new ModelTraceError('INTERRUPTED', 'The thread pool was closed'));
      await Promise.all([...ending, ...[...idle, ...busy.keys()].map(end)]);
    },
  };
}

function revived(error: Extract<ThreadReply, { error: unknown }>['error']): ModelTraceError {
  const { code, message, fix, details } = error;
  return new ModelTraceError(code ?? 'INTERNAL', message, { fix, details });
}
