import { createEvaluationQueue, type EvaluationWorker, startEvaluationWorker } from '@model-trace/core/queue';
import { requireCheckpointFolder } from '@model-trace/core/resume';
import { createSecretBox } from '@model-trace/core/secrets';
import {
  createEvaluationStore,
  createEventStore,
  createWebhookStore,
  migrate,
  refuseNewerDatabase,
} from '@model-trace/core/storage';
import type { Logger } from 'pino';
import type { WorkerConfig } from './config.ts';
import { createEvaluationPool } from './evaluation-pool.ts';
import { createEvaluationRunner } from './evaluation-runner.ts';
import { keepQueuePaused } from './keep-queue-paused.ts';
import { type Sweeper, startSweeper } from './sweeper.ts';
import { startWebhookSender, type WebhookSender } from './webhook-sender.ts';

export interface WorkerService {
  /** Resolves when jobs are being taken. @throws UNAVAILABLE, QUEUE_EVICTS, DATABASE_NEWER */
  start(): Promise<void>;
  /**
   * Takes no more jobs, lets running ones finish for the grace period, hands the rest back and resolves when all is
   * closed. Called again, or with `now`, the grace period ends at once.
   */
  stop(options?: { now?: boolean }): Promise<void>;
}

/** Everything a worker process is made of; touches no signal, environment or exit code. */
export function createWorkerService({ config, logger }: { config: WorkerConfig; logger: Logger }): WorkerService {
  const connection = { redisUrl: config.redisUrl, postgresUrl: config.databaseUrl, prefix: config.queuePrefix };
  const onError = (error: Error) => logger.warn({ err: error }, 'queue connection failed');
  const store = createEvaluationStore({ connectionString: config.databaseUrl });
  const events = createEventStore({ connectionString: config.databaseUrl, maxConnections: 2 });
  const webhooks = createWebhookStore({ connectionString: config.databaseUrl });
  const queue = createEvaluationQueue({
    ...connection,
    ...{ attempts: config.attempts, retryDelayMs: config.retryDelayMs, onError },
  });
  const pool = createEvaluationPool({
    ...{ module: config.evaluationModule, execArgv: config.evaluationExecArgv, logger },
    maxJobsPerProcess: config.maxJobsPerProcess,
  });
  const settings = {
    models: {
      roots: config.modelRoots,
      ...{ cacheDir: config.cacheDir, cacheMaxBytes: config.cacheMaxBytes, stream: config.streamModels },
      cacheMinFreeBytes: config.cacheMinFreeBytes,
      ...{ hubEndpoint: config.hubEndpoint, hubToken: config.hubToken },
    },
    corporaDir: config.corporaDir,
    signaturesDir: config.signaturesDir,
    memory: { maxBytes: config.hiddenMemoryMaxBytes, spillDir: config.spillDir },
    ...{ provider: config.provider, codeCommit: config.codeCommit },
    ...(config.checkpointDir !== null && {
      checkpoints: {
        ...{ directory: config.checkpointDir, everyMs: config.checkpointEveryMs },
        maxBytes: config.checkpointMaxBytes,
      },
    }),
  };
  const secrets = config.secretsKeys && createSecretBox(config.secretsKeys);
  const runner = createEvaluationRunner({ secrets, store, pool, settings, config, logger });
  let worker: EvaluationWorker | undefined;
  let sweeper: Sweeper | undefined;
  let sender: WebhookSender | undefined;
  let starting: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  const start = async (): Promise<void> => {
    const database = { connectionString: config.databaseUrl };
    await (config.migrateOnStart ? migrate(database) : refuseNewerDatabase(database));
    await queue.ping();
    await keepQueuePaused({ store, queue, logger }); // before a job is taken
    if (config.checkpointDir !== null)
      await requireCheckpointFolder(config.checkpointDir).catch((err) =>
        logger.warn(
          { err, checkpointDir: config.checkpointDir },
          'checkpoints cannot be kept: an interrupted evaluation starts anew',
        ),
      );
    pool.warm(config.concurrency);
    worker = await startEvaluationWorker({
      ...connection,
      ...{ concurrency: config.concurrency, process: runner.process, onError },
      ...{ lockDurationMs: config.lockDurationMs, stalledIntervalMs: config.stalledIntervalMs },
      onStalled: (evaluationId) => logger.warn({ evaluationId }, 'a job came back from a worker that fell silent'),
    });
    const { sweepIntervalMs: intervalMs, staleMs, retentionDays, checkpointDir } = config;
    sweeper = startSweeper({
      store,
      events,
      webhooks,
      queue,
      logger,
      intervalMs,
      staleMs,
      retentionDays,
      checkpointDir,
    });
    // Without the key that secrets are kept with there are none to sign with.
    if (secrets)
      sender = startWebhookSender({
        ...{ webhooks, events, secrets, logger },
        ...{ allowPrivate: config.webhookAllowPrivate, timeoutMs: config.webhookTimeoutMs },
        ...{ leaseMs: config.webhookLeaseMs, retryDelaysMs: config.webhookRetryDelaysMs },
      });
    logger.info({ queue: config.redisUrl ? 'redis' : 'postgresql', concurrency: config.concurrency }, 'worker started');
  };

  const shutDown = async (graceMs: number): Promise<void> => {
    logger.info({ graceMs }, 'worker stopping');
    // Asked to stop while still starting: a start that failed has told its own caller.
    await starting?.catch(() => {});
    runner.hurry();
    const grace = setTimeout(() => runner.handBackAll(), graceMs);
    await Promise.all([worker?.close(), sweeper?.stop(), sender?.stop()]);
    clearTimeout(grace);
    await Promise.all([pool.close(), queue.close(), store.close(), events.close(), webhooks.close()]);
    logger.info('worker stopped');
  };

  return {
    start: () => {
      starting ??= start();
      return starting;
    },
    stop: ({ now = false } = {}) => {
      if (now || stopped) runner.handBackAll();
      stopped ??= shutDown(now ? 0 : config.graceMs);
      return stopped;
    },
  };
}
