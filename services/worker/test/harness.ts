import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelTraceError } from '@model-trace/core/errors';
import { createEvaluationQueue, type EvaluationQueue } from '@model-trace/core/queue';
import {
  createEvaluationStore,
  type Evaluation,
  type EvaluationStore,
  type NewEvaluation,
} from '@model-trace/core/storage';
import { pino } from 'pino';
import { type QueueBackend, testDatabase } from '../../../packages/core/test/services.ts';
import { type WorkerConfig, workerDefaults } from '../src/config.ts';
import { createWorkerService, type WorkerService } from '../src/create-worker-service.ts';

export const logger = pino({ level: 'silent' });

export interface Harness {
  store: EvaluationStore;
  queue: EvaluationQueue;
  config: WorkerConfig;
  /** Stores a request and queues it, as the API does. */
  submit(model: string, options?: Partial<NewEvaluation>): Promise<{ id: string; file: string }>;
  startWorker(overrides?: Partial<WorkerConfig>): Promise<WorkerService>;
  /** A worker in a process of its own, and what it logs. */
  spawnWorker(overrides?: Partial<WorkerConfig>): { worker: ChildProcess; logged(sentence: RegExp): Promise<true> };
  /** The evaluation once it has this status. */
  reached(id: string, status: Evaluation['status']): Promise<Evaluation>;
  flush(): Promise<void>;
}

/** Runs `work` with a fresh database and queue, then stops every worker it started, and only then drops both. */
export async function withHarness(
  { t, backend, overrides = {} }: { t: TestContext; backend: QueueBackend; overrides?: Partial<WorkerConfig> },
  work: (harness: Harness) => Promise<void>,
): Promise<void> {
  const databaseUrl = await testDatabase(t);
  const options = backend.options(t, databaseUrl);
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-worker-'));
  const config: WorkerConfig = {
    ...workerDefaults,
    ...{ databaseUrl, redisUrl: options.redisUrl, queuePrefix: options.prefix, cacheDir: join(directory, 'cache') },
    // Short, so that tests need not wait; long enough for a machine that is busy.
    ...{ lockDurationMs: 2_000, stalledIntervalMs: 300, heartbeatMs: 200, retryDelayMs: 20, graceMs: 0 },
    // Tests that are about the sweeper run it themselves.
    sweepIntervalMs: 600_000,
    evaluationModule: new URL('./fake-evaluation-process.ts', import.meta.url),
    ...overrides,
  };
  const store = createEvaluationStore({ connectionString: databaseUrl });
  const queue = createEvaluationQueue({ ...options, attempts: config.attempts, retryDelayMs: config.retryDelayMs });
  const services: WorkerService[] = [];
  const processes: ChildProcess[] = [];
  let submitted = 0;
  try {
    await work({
      ...{ store, queue, config },
      submit: async (model, own = {}) => {
        const file = join(directory, `file-${submitted++}`);
        const request = { model, revision: file, tasks: ['perplexity' as const, 'trace' as const] };
        const { id, priority } = await store.create({ request, commit: null, baseCommit: null, ...own });
        await queue.add(id, { priority });
        return { id, file };
      },
      startWorker: async (own = {}) => {
        const service = createWorkerService({ config: { ...config, ...own }, logger });
        services.push(service);
        await service.start();
        return service;
      },
      spawnWorker: (own = {}) => {
        const argument = JSON.stringify({ ...config, ...own, logLevel: 'info' });
        const worker = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.ts'), argument], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        processes.push(worker);
        let output = '';
        worker.stdout.setEncoding('utf8').on('data', (text: string) => {
          output += text;
        });
        return {
          worker,
          logged: (sentence) => eventually(String(sentence), () => sentence.test(output) && (true as const)),
        };
      },
      reached: (id, status) =>
        eventually(`${id} is ${status}`, async () => {
          // A connection of the test's own may be cut too: it asks again, as whoever polls does.
          const evaluation = await store.get(id).catch((error: unknown) => {
            if ((error as Partial<ModelTraceError>).code !== 'UNAVAILABLE') throw error;
            return null;
          });
          return evaluation?.status === status ? evaluation : null;
        }),
      flush: () => backend.flush(options),
    });
  } finally {
    await Promise.all([...services.map((service) => service.stop({ now: true })), ...processes.map(kill)]);
    await Promise.all([queue.close(), store.close()]);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Ends a process for sure and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** What `probe` gives once it is neither null nor false. The deadline only ends a test that would never pass. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | null | false> | T | null | false,
): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await sleep(20);
  }
}

/** Process id of the fake that waits for `file`. */
export function computingPid(file: string): Promise<number> {
  return eventually(`something computes ${file}`, () => {
    const text = existsSync(`${file}.pid`) ? readFileSync(`${file}.pid`, 'utf8') : '';
    return text === '' ? null : Number(text);
  });
}

export function release(file: string): void {
  writeFileSync(file, '');
}

export function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
