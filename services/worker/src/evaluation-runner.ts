import { hostname } from 'node:os';
import { pid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { EvaluationJob } from '@model-trace/core/queue';
import type { EvaluationRequest } from '@model-trace/core/results';
import { removeCheckpoints } from '@model-trace/core/resume';
import { hubTokenContext, type SecretBox } from '@model-trace/core/secrets';
import type { Evaluation, EvaluationStore, StartedEvaluation } from '@model-trace/core/storage';
import type { Logger } from 'pino';
import type { WorkerConfig } from './config.ts';
import { estimateRemaining } from './estimate-remaining.ts';
import type { EvaluationSettings } from './evaluation-messages.ts';
import type { EvaluationPool } from './evaluation-pool.ts';
import { keepEvaluationAlive } from './keep-evaluation-alive.ts';
import { toStoredError } from './stored-error.ts';

export interface EvaluationRunner {
  /** Does the job of one evaluation; see EvaluationWorkerOptions.process. */
  process(job: EvaluationJob): Promise<'done' | 'handBack'>;
  /** Stops what runs now and every later job at once, and gives it back to the queue. */
  handBackAll(): void;
  /** Lets what runs keep a checkpoint after each layer: soon it will be handed back. */
  hurry(): void;
}

export interface EvaluationRunnerOptions {
  store: EvaluationStore;
  pool: EvaluationPool;
  settings: EvaluationSettings;
  /** Opens the Hub tokens of submitters; null: there is no key to do it with. */
  secrets: SecretBox | null;
  config: Pick<WorkerConfig, 'heartbeatMs' | 'maxStarts' | 'storePatienceMs' | 'jobMemoryMaxBytes' | 'jobTimeoutMs'>;
  logger: Logger;
}

/** Takes one evaluation from queued to its end: every write is guarded by the attempt, so that only one worker's counts. */
export function createEvaluationRunner({
  store,
  pool,
  settings,
  secrets,
  config,
  logger,
}: EvaluationRunnerOptions): EvaluationRunner {
  const worker = `${hostname()}:${pid}`;
  const stopping = new AbortController();
  const hurrying = new AbortController();
  const lost = new ModelTraceError('CANCELED', 'The evaluation was canceled or taken over by another worker');
  const interrupted = new ModelTraceError('INTERRUPTED', 'The worker was stopped before the evaluation finished');
  const persist = (write: () => Promise<boolean>) => patiently(write, config.storePatienceMs);

  const compute = async (evaluation: StartedEvaluation) => {
    const { id, attempt } = evaluation;
    const losing = new AbortController();
    let noting: Promise<void> = Promise.resolve();
    const warn = (err: unknown) => logger.warn({ evaluationId: id, err }, 'resumed layers could not be stored');
    const life = keepEvaluationAlive({
      ...{ store, id, attempt, logger, heartbeatMs: config.heartbeatMs },
      onLost: () => losing.abort(lost),
    });
    try {
      const message = { evaluationId: id, request: pinned(evaluation), settings: settingsFor(evaluation) };
      const signal = AbortSignal.any([losing.signal, stopping.signal]);
      const withEta = estimateRemaining();
      return await pool.run(message, {
        onProgress: (progress) => life.report(withEta(progress)),
        onResumed: (layers) => {
          noting = noting.then(() => store.resumed(id, attempt, layers)).catch(warn);
        },
        ...{ signal, hurry: hurrying.signal },
        limits: { memoryMaxBytes: config.jobMemoryMaxBytes, timeoutMs: config.jobTimeoutMs },
      });
    } finally {
      await Promise.all([life.stop(), noting]);
    }
  };

  /** The submitter's token goes before ours. It reaches the child process by its channel and is written nowhere. */
  const settingsFor = ({ id, hubToken }: StartedEvaluation): EvaluationSettings => {
    if (hubToken === null) return settings;
    if (secrets === null)
      throw new ModelTraceError(
        'SECRETS_KEY_MISSING',
        'The evaluation has a Hub token, and this worker cannot read it',
        {
          fix: 'Give workers the SECRETS_KEY of the API.',
        },
      );
    return { ...settings, models: { ...settings.models, hubToken: secrets.open(hubToken, hubTokenContext(id)) } };
  };

  /** A model that ends its process may have met a full machine once; twice it is the model. */
  const hasKilledBefore = async ({ id, attempt, attemptsBefore }: Evaluation): Promise<boolean> => {
    const before = await store.attempts(id).catch(() => []);
    return before.some(
      (each) => each.attempt > attemptsBefore && each.attempt < attempt && each.error?.code === 'PROCESS_DIED',
    );
  };

  /** Whoever takes it over needs what was kept of it; after its end nobody does. */
  const forget = async (id: string): Promise<void> => {
    const { checkpoints } = settings;
    if (checkpoints === undefined) return;
    const remove = async () => {
      if ((await store.finished([id])).length > 0) await removeCheckpoints(checkpoints.directory, id);
    };
    await remove().catch((err) => logger.warn({ evaluationId: id, err }, 'checkpoints not removed'));
  };

  const process = async (job: EvaluationJob): Promise<'done' | 'handBack'> => {
    try {
      return await attemptOf(job);
    } finally {
      await forget(job.id);
    }
  };

  const attemptOf = async ({ id, lastAttempt }: EvaluationJob): Promise<'done' | 'handBack'> => {
    if (stopping.signal.aborted) return 'handBack';
    const evaluation = await store.start(id, { worker });
    // Finished or canceled meanwhile: nothing is left to do.
    if (!evaluation) return 'done';
    const { attempt, request } = evaluation;
    const log = logger.child({ evaluationId: id, attempt, model: request.model });
    if (attempt - evaluation.attemptsBefore > config.maxStarts) {
      const error = new ModelTraceError('PROCESS_DIED', `All ${config.maxStarts} workers that started on it were lost`);
      await persist(() => store.fail(id, attempt, toStoredError(error)));
      log.error({ err: error }, 'evaluation failed');
      return 'done';
    }
    log.info({ tasks: request.tasks }, 'evaluation started');
    const startedAt = performance.now();
    try {
      const results = await compute(evaluation);
      const stored = await persist(() => store.succeed(id, attempt, results));
      const durationMs = Math.round(performance.now() - startedAt);
      log.info({ durationMs, stored }, stored ? 'evaluation succeeded' : 'evaluation finished but is no longer ours');
      return 'done';
    } catch (caught) {
      if (caught === lost) {
        log.info('evaluation stopped: canceled or taken over');
        // Canceled and retried before this worker noticed: adding a job did nothing while this one existed.
        return (await store.get(id))?.status === 'queued' ? 'handBack' : 'done';
      }
      if (caught === interrupted) {
        const ours = await persist(() => store.requeue(id, attempt, toStoredError(interrupted)));
        log.info('evaluation handed back to the queue');
        return ours ? 'handBack' : 'done';
      }
      const error = toModelTraceError(caught);
      const fatal = error.code === 'PROCESS_DIED' && (await hasKilledBefore(evaluation));
      const again = error.retryable && !lastAttempt && !fatal;
      const stored = { ...toStoredError(error), ...(fatal && { retryable: false }) };
      const ours = await persist(() => (again ? store.requeue(id, attempt, stored) : store.fail(id, attempt, stored)));
      if (!ours) return 'done';
      log.warn({ err: error, again }, again ? 'evaluation failed and is tried again' : 'evaluation failed');
      // The queue would try it again: by its code it is transient.
      if (fatal) return 'done';
      throw error;
    }
  };

  return { process, handBackAll: () => stopping.abort(interrupted), hurry: () => hurrying.abort() };
}

/** The request at the commits it was accepted for: a branch may have moved since. */
function pinned({ request, commit, baseCommit }: Evaluation): EvaluationRequest {
  return {
    ...request,
    ...(commit !== null && { revision: commit }),
    ...(baseCommit !== null && { baseRevision: baseCommit }),
  };
}

/** Repeats a write while the database is away: what was computed in an hour must not be lost to a restart of seconds. */
async function patiently<T>(write: () => Promise<T>, patienceMs: number): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await write();
    } catch (caught) {
      if (toModelTraceError(caught).code !== 'UNAVAILABLE' || performance.now() > deadline) throw caught;
      await sleep(500);
    }
  }
}
