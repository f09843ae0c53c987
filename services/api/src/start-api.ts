import { corpusRegistry } from '@model-trace/core/corpora';
import { ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import { openModel } from '@model-trace/core/hub';
import { createEvaluationQueue } from '@model-trace/core/queue';
import { createSecretBox, redactedPaths } from '@model-trace/core/secrets';
import {
  createEvaluationStore,
  createEventStore,
  createKeyStore,
  createWebhookStore,
  migrate,
  refuseNewerDatabase,
} from '@model-trace/core/storage';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { pino } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { buildApp } from './app.ts';
import { requireSafeAuth } from './auth/require-safe-auth.ts';
import { readPolicy } from './checks/read-policy.ts';
import type { ApiConfig } from './config.ts';
import { expireEvaluations } from './evaluations/expire-evaluations.ts';
import { shareModels } from './evaluations/share-models.ts';
import { limits } from './limits.ts';
import { readBuiltPage } from './page/built-page.ts';
import { livePageTexts } from './page/read-page-texts.ts';

export interface RunningApi {
  /** Where it listens, `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Answers what has arrived, then lets go of the database and the queue. Idempotent. */
  close(): Promise<void>;
}

/**
 * The API as a running server on a migrated database. It does not wait for the database or the queue: `/health/ready`
 * says when they answer.
 * @throws AUTH_OFF_EXPOSED, ENVIRONMENT_INVALID; DATABASE_NEWER; USAGE when the port is taken or the address is not ours
 */
export async function startApi(
  config: ApiConfig,
  { logger = pino({ level: config.logLevel, redact: redactedPaths }) }: { logger?: FastifyBaseLogger } = {},
): Promise<RunningApi> {
  requireSafeAuth(config);
  const page = config.webDir === null ? null : readBuiltPage(config.webDir);
  const pageTexts = livePageTexts(config.webConfigFile, (err) => logger.error({ err }, 'page texts not replaced'));
  await prepareDatabase(config, logger);
  const keys = config.auth === 'keys' ? createKeyStore({ connectionString: config.databaseUrl }) : null;
  const store = createEvaluationStore({ connectionString: config.databaseUrl });
  const events = createEventStore({ connectionString: config.databaseUrl });
  const webhooks = createWebhookStore({ connectionString: config.databaseUrl });
  const queue = createEvaluationQueue({
    postgresUrl: config.databaseUrl,
    redisUrl: config.redisUrl,
    prefix: config.queuePrefix,
    timeoutMs: limits.enqueueTimeoutMs,
    onError: (err) => logger.error({ err }, 'queue connection failed'),
  });
  const { bodyLimitBytes, trustProxy, requestsPerMinute, submissionLimits } = config;
  const models = shareModels({
    open: (id, options) => openModel(id, { ...config.models, ...options, retry: { attempts: limits.resolveAttempts } }),
  });
  const app = await buildApp({
    ...{ store, queue, models, events, logger, bodyLimitBytes, trustProxy, requestsPerMinute, submissionLimits },
    ...{ keys, webhooks, webhookAllowPrivate: config.webhookAllowPrivate },
    secrets: config.secretsKeys && createSecretBox(config.secretsKeys),
    policy: readPolicy(config),
    corpora: corpusRegistry(config.corporaDir),
    ...{ page, pageTexts },
    version: manifest.version,
  });
  const expiring = expireEvaluations({ store, queue, log: logger, intervalMs: limits.expireMs });
  const release = async () => {
    await app.close();
    await expiring.stop();
    await Promise.all([queue.close(), store.close(), events.close(), webhooks.close(), keys?.close()]);
  };
  try {
    await app.listen({ host: config.host, port: config.port, listenTextResolver: () => 'listening' });
  } catch (caught) {
    await release();
    throw listenError(caught, config);
  }
  let closing: Promise<void> | undefined;
  return {
    url: reachableUrl(app),
    close: () => {
      closing ??= drain(app, release);
      return closing;
    },
  };
}

/** A database that is away now is looked at by nobody again: its migrations are those of the workers', which do not start. */
async function prepareDatabase(config: ApiConfig, logger: FastifyBaseLogger): Promise<void> {
  const connectionString = config.databaseUrl;
  if (config.migrateOnStart) return migrate({ connectionString });
  try {
    await refuseNewerDatabase({ connectionString, timeoutMs: limits.healthTimeoutMs });
  } catch (caught) {
    if (toModelTraceError(caught).code !== 'UNAVAILABLE') throw caught;
    logger.warn({ err: caught }, 'database not reachable yet');
  }
}

/** Waits for requests under way, for a limited time: a stalled client must not keep the process. */
async function drain(app: FastifyInstance, release: () => Promise<void>): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), limits.drainTimeoutMs);
  try {
    await release();
  } finally {
    clearTimeout(cut);
  }
}

function listenError(caught: unknown, { host, port }: ApiConfig): unknown {
  const { code } = caught as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return new ModelTraceError('USAGE', `Port ${port} on ${host} is in use`, {
      cause: caught,
      fix: 'Set PORT to a free one, or to 0 for any',
    });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES')
    return new ModelTraceError('USAGE', `Cannot listen on ${host}:${port} (${code})`, {
      cause: caught,
      fix: 'Set HOST to an address of this machine and PORT to one that is allowed',
    });
  return caught;
}

/** An address that stands for all of them cannot be opened in a browser. */
function reachableUrl(app: FastifyInstance): string {
  return app.listeningOrigin.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1');
}
