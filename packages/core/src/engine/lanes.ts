import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ModelTraceError } from '../errors.ts';
import type { LaneReply, LaneRequest, LaneRun, PlainTensor } from './lane-messages.ts';
import type { Device } from './provider.ts';
import type { Elements, Tensor } from './tensor.ts';

export interface LanesOptions {
  readonly count: number;
  readonly device: Device;
}

export interface LaneWork {
  readonly runs: readonly LaneRun[];
  /** Inputs of every run; those of some size should be in shared memory. */
  readonly feeds: Readonly<Record<string, PlainTensor>>;
  /** Called after each run, in any order. */
  readonly onRan: (run: number) => void;
  /** No run begins after it; the promise is rejected when those under way are done. */
  readonly signal?: AbortSignal;
}

/** Threads that compute runs of graphs side by side. */
export interface Lanes {
  readonly count: number;
  /**
   * Resolves to whether all outputs are finite. One call at a time.
   * @throws what `Session.run` throws, INTERRUPTED when a thread ends
   */
  run(work: LaneWork): Promise<boolean>;
  close(): Promise<void>;
}

const entry = new URL('./lane-thread.ts', import.meta.url);

/**
 * Many operators use one core, or two badly: side by side, windows use all cores all the time. ONNX Runtime's own way to run
 * parts of one graph at a time keeps a core busy with waiting (2.1 times the processor time), and its Node binding computes
 * in the thread that calls it, hence threads of ours.
 */
export function openLanes({ count, device }: LanesOptions): Lanes {
  const threads = Math.max(1, Math.floor(availableParallelism() / count));
  const lanes = Array.from({ length: count }, () => startLane({ ...device, threads }));
  return {
    count,
    async run({ runs, feeds, onRan, signal }) {
      const next = new Int32Array(new SharedArrayBuffer(4));
      const stop = () => Atomics.store(next, 0, runs.length);
      signal?.addEventListener('abort', stop, { once: true });
      let finite = true;
      const failures: unknown[] = [];
      const fail = (error: unknown) => {
        stop();
        failures.push(error);
      };
      const ran = (reply: Ran) => {
        finite &&= reply.finite;
        try {
          onRan(reply.run);
        } catch (caught) {
          fail(caught); // the caller's own
        }
      };
      try {
        signal?.throwIfAborted();
        // All must be idle before the buffers are used again, whoever fails.
        await Promise.all(lanes.map((lane) => lane.ask({ runs, feeds, next }, ran).catch(fail)));
        if (failures.length > 0) throw failures[0];
        signal?.throwIfAborted();
        return finite;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

type Ran = Extract<LaneReply, { kind: 'ran' }>;

interface Asked {
  readonly ran: (reply: Ran) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

function startLane(device: Device) {
  const worker = new Worker(entry, { workerData: device });
  let asked: Asked | null = null;
  let dead: ModelTraceError | null = null;
  const end = (error: ModelTraceError) => {
    dead ??= error;
    asked?.reject(dead);
  };
  worker.on('message', (reply: LaneReply) => {
    if (reply.kind === 'ran') asked?.ran(reply);
    if (reply.kind === 'idle') asked?.resolve();
    if (reply.kind === 'failed') {
      asked?.reject(new ModelTraceError(reply.code ?? 'INTERNAL', reply.message, { fix: reply.fix }));
    }
  });
  worker.on('error', (cause) =>
    end(new ModelTraceError('INTERNAL', `A thread of the engine failed: ${cause}`, { cause })),
  );
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      end(new ModelTraceError('INTERRUPTED', `A thread of the engine ended with ${code}`));
      resolve();
    });
  });
  return {
    async ask(request: LaneRequest, ran: Asked['ran']): Promise<void> {
      if (dead !== null) throw dead;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      asked = { ran, resolve, reject };
      worker.postMessage(request);
      await promise;
    },
    async close(): Promise<void> {
      worker.postMessage(null);
      await exited;
    },
  };
}

/** The same tensors for another thread. */
export const plainTensors = (tensors: Readonly<Record<string, Tensor>>): Record<string, PlainTensor> =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, { data, dims }]) => [name, { elements: data as Elements, dims }]),
  );
