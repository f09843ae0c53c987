import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import { parseSecretsKeys, secretsKeyRule } from '@model-trace/core/secrets';
import { webhookRetryDelaysMs } from '@model-trace/core/webhooks';

export interface WorkerConfig {
  databaseUrl: string;
  /** Queue in Redis; undefined: in PostgreSQL. */
  redisUrl?: string;
  queuePrefix: string;
  /** Apply migrations before anything else, in place of the step of its own. */
  migrateOnStart: boolean;
  /** Directories under which a submitted model may lie. */
  modelRoots: string[];
  /** Directory of corpora.json and of the corpora it registers; null: there are none. */
  corporaDir: string | null;
  cacheDir: string;
  /** Where signatures of bases are kept; undefined: in `cacheDir`. */
  signaturesDir?: string;
  cacheMaxBytes: number;
  /** Room that downloads leave on the disk of the cache. */
  cacheMinFreeBytes: number;
  /** Read weights of the Hub by parts, straight into memory, instead of through the cache. */
  streamModels: boolean;
  hubEndpoint?: string;
  hubToken?: string;
  /** Open the Hub tokens that the API keeps; null: it keeps none. */
  secretsKeys: Buffer[] | null;
  /** Webhooks may go to addresses of private networks, and over http. */
  webhookAllowPrivate: boolean;
  /** How long a receiver may take, after how long a try counts as lost with its process, and the pauses after failed ones. */
  webhookTimeoutMs: number;
  webhookLeaseMs: number;
  webhookRetryDelaysMs: readonly number[];
  provider: 'cpu' | 'cuda' | 'webgpu';
  /** Hidden states beyond it go to a file in `spillDir`, by default the system's folder of temporary files. */
  hiddenMemoryMaxBytes: number;
  spillDir?: string;
  /** Folder that workers share, where finished layers are kept for one that takes a job over; null: nothing is kept. */
  checkpointDir: string | null;
  /** The least time between two checkpoints, and before the first: a job that is shorter keeps none. */
  checkpointEveryMs: number;
  /** All checkpoints together. */
  checkpointMaxBytes: number;
  /** Commit recorded with results; null: that of the clone the code runs from. */
  codeCommit: string | null;
  logLevel: string;

  /** What one evaluation may take of memory, and of time; undefined: as much as there is. */
  jobMemoryMaxBytes?: number;
  jobTimeoutMs?: number;

  /** Evaluations at a time, each in a process of its own. */
  concurrency: number;
  /** How long a job stays with a worker that fell silent. */
  lockDurationMs: number;
  /** How often workers look for such jobs. */
  stalledIntervalMs: number;
  /** How often a running evaluation is marked as alive, and so how soon a cancel reaches it. */
  heartbeatMs: number;
  /** How often rows without a job are looked for. */
  sweepIntervalMs: number;
  /** Evaluations that ended so long ago are removed, but for those of the leaderboard; undefined: all are kept. */
  retentionDays?: number;
  /** Rows touched more recently are left alone: someone is at work on them. */
  staleMs: number;
  /** How long running evaluations may go on after a stop was asked for. */
  graceMs: number;
  /** Starts after which an evaluation that never ends, only loses its worker, is given up. */
  maxStarts: number;
  /** Starts of an evaluation that fails for transient reasons, and the delay before the first retry. */
  attempts: number;
  retryDelayMs: number;
  /** How long a result waits for a database that is away. */
  storePatienceMs: number;
  /** A child process is replaced after so many evaluations, so that no leak grows for ever. */
  maxJobsPerProcess: number;
  /** What the child processes run, and their Node options. */
  evaluationModule: URL;
  evaluationExecArgv: string[];
}

/** The same extension as this file: TypeScript in the repository, JavaScript where it was compiled. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export const workerDefaults = {
  queuePrefix: 'model-trace',
  migrateOnStart: false,
  modelRoots: [],
  corporaDir: null,
  cacheDir: join(homedir(), '.cache', 'model-trace'),
  cacheMaxBytes: 50 * 1024 ** 3,
  cacheMinFreeBytes: 1024 ** 3,
  streamModels: false,
  secretsKeys: null,
  webhookAllowPrivate: false,
  webhookTimeoutMs: 15_000,
  webhookLeaseMs: 60_000,
  webhookRetryDelaysMs,
  provider: 'cpu',
  hiddenMemoryMaxBytes: 512 * 1024 ** 2,
  checkpointDir: null,
  checkpointEveryMs: 30_000,
  checkpointMaxBytes: 20 * 1024 ** 3,
  codeCommit: null,
  logLevel: 'info',
  concurrency: 1,
  lockDurationMs: 15_000,
  stalledIntervalMs: 5_000,
  heartbeatMs: 1_000,
  sweepIntervalMs: 10_000,
  staleMs: 30_000,
  graceMs: 20_000,
  maxStarts: 20,
  attempts: 3,
  retryDelayMs: 5_000,
  storePatienceMs: 60_000,
  maxJobsPerProcess: 100,
  evaluationModule: new URL(`./evaluation-process.${extension}`, import.meta.url),
  evaluationExecArgv: [],
} satisfies Omit<WorkerConfig, 'databaseUrl'>;

/**
 * The configuration in the environment. @throws ENVIRONMENT_INVALID naming the variable
 */
export function readWorkerConfig(environment: NodeJS.ProcessEnv = process.env): WorkerConfig {
  // `REDIS_URL=` in a compose file means the same as no REDIS_URL.
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const integer = (name: string, fallback: number): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    if (/^\d{1,15}$/.test(value) && Number(value) > 0) return Number(value);
    throw invalid(name, value, 'a whole number above 0');
  };
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    // Not the value itself: it may hold a password.
    throw invalid(name, undefined, `a URL with ${protocols.join(' or ')}`);
  };
  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = text(name) ?? fallback;
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) throw invalid(name, value, `one of ${allowed.join(', ')}`);
    return found;
  };

  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  if (databaseUrl === undefined)
    throw invalid('DATABASE_URL', undefined, 'postgres://user:password@host:5432/database');
  return {
    ...workerDefaults,
    databaseUrl,
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    queuePrefix: text('QUEUE_PREFIX') ?? workerDefaults.queuePrefix,
    migrateOnStart: oneOf('MIGRATE_ON_START', ['true', 'false'], String(workerDefaults.migrateOnStart)) === 'true',
    modelRoots: (text('MODEL_ROOTS') ?? '')
      .split(delimiter)
      .filter((root) => root !== '')
      .map((root) => resolve(root)),
    corporaDir: text('CORPORA_DIR') === undefined ? workerDefaults.corporaDir : resolve(text('CORPORA_DIR')!),
    cacheDir: resolve(text('CACHE_DIR') ?? workerDefaults.cacheDir),
    ...(text('SIGNATURES_DIR') && { signaturesDir: resolve(text('SIGNATURES_DIR')!) }),
    cacheMaxBytes: integer('CACHE_MAX_BYTES', workerDefaults.cacheMaxBytes),
    cacheMinFreeBytes: integer('CACHE_MIN_FREE_BYTES', workerDefaults.cacheMinFreeBytes),
    ...(text('JOB_MEMORY_MAX_BYTES') && { jobMemoryMaxBytes: integer('JOB_MEMORY_MAX_BYTES', 0) }),
    ...(text('RETENTION_DAYS') && { retentionDays: integer('RETENTION_DAYS', 0) }),
    ...(text('JOB_TIMEOUT_MS') && { jobTimeoutMs: integer('JOB_TIMEOUT_MS', 0) }),
    streamModels: oneOf('MODEL_STREAM', ['true', 'false'], String(workerDefaults.streamModels)) === 'true',
    hubEndpoint: url('HF_ENDPOINT', ['http:', 'https:']),
    hubToken: text('HF_TOKEN'),
    secretsKeys: secretsKeys(text('SECRETS_KEY')),
    webhookAllowPrivate: oneOf('WEBHOOK_ALLOW_PRIVATE', ['true', 'false'], 'false') === 'true',
    provider: oneOf('EXECUTION_PROVIDER', ['cpu', 'cuda', 'webgpu'], workerDefaults.provider),
    hiddenMemoryMaxBytes: integer('HIDDEN_MEMORY_MAX_BYTES', workerDefaults.hiddenMemoryMaxBytes),
    spillDir: text('SPILL_DIR'),
    checkpointDir:
      text('CHECKPOINT_DIR') === undefined ? workerDefaults.checkpointDir : resolve(text('CHECKPOINT_DIR')!),
    checkpointEveryMs: integer('CHECKPOINT_EVERY_MS', workerDefaults.checkpointEveryMs),
    checkpointMaxBytes: integer('CHECKPOINT_MAX_BYTES', workerDefaults.checkpointMaxBytes),
    codeCommit: text('CODE_COMMIT') ?? workerDefaults.codeCommit,
    logLevel: oneOf(
      'LOG_LEVEL',
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      workerDefaults.logLevel,
    ),
    concurrency: integer('WORKER_CONCURRENCY', workerDefaults.concurrency),
    graceMs: integer('WORKER_GRACE_MS', workerDefaults.graceMs),
  };
}

/** What the processes that compute inherit: they read other people's checkpoints and need none of our credentials. */
export function childEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const { SECRETS_KEY: _key, DATABASE_URL: _database, REDIS_URL: _redis, HF_TOKEN: _token, ...rest } = environment;
  return rest;
}

function secretsKeys(value: string | undefined): Buffer[] | null {
  const keys = value === undefined ? null : parseSecretsKeys(value);
  if (value !== undefined && keys === null) throw invalid('SECRETS_KEY', undefined, secretsKeyRule);
  return keys;
}

function invalid(name: string, value: string | undefined, expected: string): ModelTraceError {
  const found = value === undefined ? 'is missing or not valid' : `is "${value}"`;
  return new ModelTraceError('ENVIRONMENT_INVALID', `${name} ${found}`, { fix: `Set ${name} to ${expected}.` });
}
