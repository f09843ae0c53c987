import type { RunningApi } from '@model-trace/api';
import { type DestinationStream, pino } from 'pino';
import { serviceEnvironment } from '../config.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { pageDirectory } from './page-directory.ts';
import { startWorkerProcess } from './worker-process.ts';

export interface ServerStackOptions {
  /** Database to use; without it an embedded one, whose files stay in `dataDir`. */
  databaseUrl?: string;
  dataDir: string;
  /** The web page, built; null: build it. */
  webDir: string | null;
  /** Variables that services read: HOST, PORT, MODEL_ROOTS. */
  environment: Record<string, string | undefined>;
  workers: number;
  /** Where the API logs to. */
  log: DestinationStream;
  workerLogFile: string;
  signal: AbortSignal;
  onStep?: (step: string) => void;
  onCrash(message: string): void;
}

export interface ServerStack {
  api: RunningApi;
  databaseUrl: string;
  /** Rejects when something that must run has ended by itself. */
  failed: Promise<never>;
  close(): Promise<void>;
}

/**
 * Database, migrations, API and workers, started in this order and stopped in the reverse. What was started is stopped when
 * a later step fails.
 */
export async function startServerStack(options: ServerStackOptions): Promise<ServerStack> {
  const { dataDir, webDir, workers, log, signal, onStep = () => {}, onCrash } = options;
  const running: (() => Promise<void>)[] = [];
  const close = async () => {
    // One by one: workers write their last words into the database.
    for (let stop = running.pop(); stop !== undefined; stop = running.pop()) await stop();
  };
  const step = <T>(name: string, work: () => T): T => {
    signal.throwIfAborted();
    onStep(name);
    return work();
  };
  let failed: Promise<never> = new Promise(() => {});
  // Beside the start of the database, which takes as long.
  const page = pageDirectory({ given: webDir, onStep, onProblem: onCrash });
  try {
    let { databaseUrl } = options;
    if (databaseUrl === undefined) {
      const postgres = await step('starting PostgreSQL', () => startEmbeddedPostgres({ dataDir, signal }));
      let stopping = false;
      running.push(() => {
        stopping = true;
        return postgres.close();
      });
      failed = postgres.ended.then(() => {
        if (stopping) return new Promise<never>(() => {});
        throw new Error(`PostgreSQL ended; its log is in ${postgres.directory}`);
      });
      failed.catch(() => {});
      databaseUrl = postgres.connectionString;
    }
    // A database of our own is also the queue.
    const redis = options.databaseUrl === undefined ? { REDIS_URL: undefined } : {};
    const services = { ...options.environment, ...redis, DATABASE_URL: databaseUrl };
    const environment = serviceEnvironment({ ...services, WEB_DIR: (await page) ?? undefined });
    const connectionString = databaseUrl;
    const { migrate } = await import('@model-trace/core/storage');
    await step('applying migrations', () => migrate({ connectionString }));
    const api = await step('starting the API', async () => {
      const { readApiConfig, startApi } = await import('@model-trace/api');
      const { redactedPaths } = await import('@model-trace/core/secrets');
      const config = readApiConfig(environment);
      return startApi(config, { logger: pino({ level: config.logLevel, redact: redactedPaths }, log) });
    });
    running.push(() => api.close());
    for (let index = 0; index < workers; index += 1) {
      const worker = step('starting a worker', () =>
        startWorkerProcess({
          environment,
          cwd: process.cwd(),
          logFile: options.workerLogFile,
          onCrash: (how) =>
            onCrash(`The worker ended (${how}) and is started again; its log is ${options.workerLogFile}`),
        }),
      );
      running.push(() => worker.close());
    }
    return { api, databaseUrl, failed, close };
  } catch (caught) {
    await close();
    throw caught;
  }
}
