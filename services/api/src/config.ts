import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import type { OpenModelOptions } from '@model-trace/core/hub';
import { parseSecretsKeys, secretsKeyRule } from '@model-trace/core/secrets';
import { type CheckMode, defaultPolicy, type SubmissionPolicy } from './checks/submission-policy.ts';
import { limits } from './limits.ts';
import type { SubmissionLimits } from './rate-limits/submitter.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export interface ApiConfig {
  host: string;
  /** 0: any free port. */
  port: number;
  /** `postgres://user:password@host:port/database`, migrated. */
  databaseUrl: string;
  /** The queue lives there; in the database when absent. */
  redisUrl?: string;
  /** Keeps several installations on one Redis or database apart. */
  queuePrefix?: string;
  models: OpenModelOptions;
  /** Directory of corpora.json; null: no corpora. */
  corporaDir: string | null;
  /** The built web page; null: none is served. */
  webDir: string | null;
  /** JSON file with what the operator says on the page; null: the defaults. */
  webConfigFile: string | null;
  logLevel: (typeof logLevels)[number];
  bodyLimitBytes: number;
  /** `keys`: whoever asks must bring one. */
  auth: 'off' | 'keys';
  /** Takes `off` for an address that others reach. */
  authOffForced: boolean;
  /** Apply migrations before it listens, in place of the step of its own. */
  migrateOnStart: boolean;
  /** Where the port can be reached when that is not `host`: the address a container publishes it on. */
  publishedHost?: string;
  /** By key, or by address where there is none; absent: any number. */
  requestsPerMinute?: number;
  submissionLimits: SubmissionLimits;
  /** What is asked of submissions. */
  policy: SubmissionPolicy;
  /** File with more patterns of models that are not evaluated, read when the service starts. */
  doNotSubmitFile: string | null;
  /** Encrypt what is kept of users' secrets; null: nothing is. */
  secretsKeys: Buffer[] | null;
  /** Takes webhooks with addresses of private networks, and http: the same as the workers. */
  webhookAllowPrivate: boolean;
  /** See Fastify's trustProxy: false, true, or addresses and subnets separated by commas. */
  trustProxy: boolean | string;
}

/** Everything but the database, which has no sensible default. */
export const apiDefaults: Omit<ApiConfig, 'databaseUrl'> = {
  host: '127.0.0.1',
  port: 8080,
  models: {
    roots: [],
    cacheDir: join(homedir(), '.cache', 'model-trace'),
    cacheMaxBytes: 50 * 2 ** 30,
  },
  corporaDir: null,
  webDir: null,
  webConfigFile: null,
  logLevel: 'info',
  bodyLimitBytes: limits.bodyBytes,
  trustProxy: false,
  auth: 'off',
  authOffForced: false,
  migrateOnStart: false,
  submissionLimits: {},
  policy: defaultPolicy,
  doNotSubmitFile: null,
  secretsKeys: null,
  webhookAllowPrivate: false,
};

/** Where keys are asked for: ten requests a second, and as many submissions a day as a batch holds. */
const limitsOfKeys = { requestsPerMinute: 600, submissionsPerDay: 1000 };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a process of its own. An empty variable counts as absent (`REDIS_URL=` in a compose file).
 * @throws ENVIRONMENT_INVALID with the name of the variable
 */
export function readApiConfig(environment: Environment = process.env): ApiConfig {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const path = (name: string): string | null => (text(name) === undefined ? null : resolve(text(name)!));
  const integer = (name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    if (/^\d{1,16}$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    throw invalid(name, { value, expected: `an integer from ${min} to ${max}` });
  };
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const value = text(name);
    if (value === undefined || protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    // The value stays out of the message: it may hold a password.
    throw invalid(name, { expected: `a URL with ${protocols.join(' or ')}` });
  };
  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  if (databaseUrl === undefined) throw invalid('DATABASE_URL', { expected: 'postgres://user:password@host:5432/name' });
  const { models, ...defaults } = apiDefaults;
  /** 0: any number. */
  const limit = (name: string, fallback: number): number | undefined =>
    integer(name, { fallback, min: 0, max: 1_000_000_000 }) || undefined;
  const byKey = text('AUTH') === 'keys';
  return {
    host: text('HOST') ?? defaults.host,
    port: integer('PORT', { fallback: defaults.port, min: 0, max: 65_535 }),
    databaseUrl,
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    queuePrefix: text('QUEUE_PREFIX'),
    models: {
      roots: (text('MODEL_ROOTS') ?? '')
        .split(delimiter)
        .filter((root) => root !== '')
        .map((root) => resolve(root)),
      cacheDir: resolve(text('CACHE_DIR') ?? models.cacheDir),
      cacheMaxBytes: integer('CACHE_MAX_BYTES', {
        fallback: models.cacheMaxBytes,
        min: 1,
        max: Number.MAX_SAFE_INTEGER,
      }),
      hubEndpoint: url('HF_ENDPOINT', ['http:', 'https:']),
      hubToken: text('HF_TOKEN'),
    },
    migrateOnStart:
      oneOf('MIGRATE_ON_START', { value: text('MIGRATE_ON_START'), allowed: ['true', 'false'], fallback: 'false' }) ===
      'true',
    corporaDir: path('CORPORA_DIR'),
    webDir: path('WEB_DIR'),
    webConfigFile: path('WEB_CONFIG'),
    logLevel: oneOf('LOG_LEVEL', { value: text('LOG_LEVEL'), allowed: logLevels, fallback: defaults.logLevel }),
    bodyLimitBytes: integer('BODY_LIMIT', { fallback: defaults.bodyLimitBytes, min: 1024, max: 2 ** 30 }),
    trustProxy: trustProxy(text('TRUST_PROXY')),
    requestsPerMinute: limit('REQUESTS_PER_MINUTE', byKey ? limitsOfKeys.requestsPerMinute : 0),
    submissionLimits: {
      perDay: limit('SUBMISSIONS_PER_DAY', byKey ? limitsOfKeys.submissionsPerDay : 0),
      organisationPerWeek: limit('SUBMISSIONS_PER_ORGANISATION_PER_WEEK', 0),
    },
    policy: {
      license: checkMode('CHECK_LICENSE', text('CHECK_LICENSE'), defaultPolicy.license),
      modelCard: checkMode('CHECK_MODEL_CARD', text('CHECK_MODEL_CARD'), defaultPolicy.modelCard),
      maxWeightBytes: maxWeightBytes(text('MAX_WEIGHT_BYTES')),
      doNotSubmit: (text('DO_NOT_SUBMIT') ?? '').split(/[\s,]+/).filter((pattern) => pattern !== ''),
    },
    doNotSubmitFile: path('DO_NOT_SUBMIT_FILE'),
    secretsKeys: secretsKeys(text('SECRETS_KEY')),
    webhookAllowPrivate:
      oneOf('WEBHOOK_ALLOW_PRIVATE', {
        ...{ value: text('WEBHOOK_ALLOW_PRIVATE'), allowed: ['true', 'false'], fallback: 'false' },
      }) === 'true',
    auth: oneOf('AUTH', { value: text('AUTH'), allowed: ['off', 'keys'], fallback: defaults.auth }),
    authOffForced:
      oneOf('AUTH_OFF_FORCED', { value: text('AUTH_OFF_FORCED'), allowed: ['true', 'false'], fallback: 'false' }) ===
      'true',
    publishedHost: text('PUBLISHED_HOST'),
  };
}

function oneOf<T extends string>(
  name: string,
  { value, allowed, fallback }: { value: string | undefined; allowed: readonly T[]; fallback: T },
): T {
  if (value === undefined) return fallback;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw invalid(name, { value, expected: `one of ${allowed.join(', ')}` });
  return found;
}

function trustProxy(value: string | undefined): boolean | string {
  if (value === undefined) return apiDefaults.trustProxy;
  return value === 'true' || value === 'false' ? value === 'true' : value;
}

function checkMode(name: string, value: string | undefined, fallback: CheckMode): CheckMode {
  return oneOf(name, { value, allowed: ['refuse', 'warn', 'ignore'], fallback });
}

/** `300000000000` for all, or by dtype: `float32=600000000000,bfloat16=300000000000,*=100000000000`. */
function maxWeightBytes(value: string | undefined): Record<string, number> {
  if (value === undefined) return {};
  const entries = value.split(',').map((entry): [string, number] => {
    const [, dtype = '*', bytes] = /^\s*(?:([\w-]+|\*)\s*=\s*)?(\d{1,15})\s*$/.exec(entry) ?? [];
    if (bytes === undefined)
      throw invalid('MAX_WEIGHT_BYTES', { value, expected: 'bytes, or a list as float32=600000000000,*=300000000000' });
    return [dtype, Number(bytes)];
  });
  return Object.fromEntries(entries);
}

function secretsKeys(value: string | undefined): Buffer[] | null {
  const keys = value === undefined ? null : parseSecretsKeys(value);
  if (value !== undefined && keys === null) throw invalid('SECRETS_KEY', { expected: secretsKeyRule });
  return keys;
}

function invalid(name: string, { value, expected }: { value?: string; expected: string }): ModelTraceError {
  const found = value === undefined ? 'is missing or not valid' : `is "${value}"`;
  return new ModelTraceError('ENVIRONMENT_INVALID', `${name} ${found}`, { fix: `Set ${name} to ${expected}.` });
}
