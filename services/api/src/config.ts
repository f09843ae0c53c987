import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { ModelTraceError } from '@model-trace/core/errors';
import type { OpenModelOptions } from '@model-trace/core/hub';
import { limits } from './limits.ts';

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
  logLevel: (typeof logLevels)[number];
  bodyLimitBytes: number;
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
  logLevel: 'info',
  bodyLimitBytes: limits.bodyBytes,
  trustProxy: false,
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a process of its own. An empty variable counts as absent.
 * @throws USAGE with the name of the variable
 */
export function readApiConfig(environment: Environment = process.env): ApiConfig {
  const text = (name: string): string | undefined => environment[name] || undefined;
  const integer = (name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value);
    throw new ModelTraceError('USAGE', `${name} must be an integer from ${min} to ${max}, got "${value}"`);
  };
  const databaseUrl = text('DATABASE_URL');
  if (databaseUrl === undefined)
    throw new ModelTraceError('USAGE', 'DATABASE_URL is not set', {
      fix: 'Set DATABASE_URL=postgres://user:password@host:5432/database',
    });
  const { models } = apiDefaults;
  return {
    host: text('HOST') ?? apiDefaults.host,
    port: integer('PORT', { fallback: apiDefaults.port, min: 0, max: 65_535 }),
    databaseUrl,
    redisUrl: text('REDIS_URL'),
    queuePrefix: text('QUEUE_PREFIX'),
    models: {
      roots: (text('MODEL_ROOTS') ?? '')
        .split(delimiter)
        .filter(Boolean)
        .map((root) => resolve(root)),
      cacheDir: resolve(text('CACHE_DIR') ?? defaultCacheDir(text('XDG_CACHE_HOME'))),
      cacheMaxBytes: integer('CACHE_MAX_BYTES', {
        fallback: models.cacheMaxBytes,
        min: 0,
        max: Number.MAX_SAFE_INTEGER,
      }),
      hubEndpoint: text('HF_ENDPOINT'),
      hubToken: text('HF_TOKEN'),
    },
    logLevel: logLevel(text('LOG_LEVEL')),
    bodyLimitBytes: integer('BODY_LIMIT', { fallback: apiDefaults.bodyLimitBytes, min: 1024, max: 2 ** 30 }),
    trustProxy: trustProxy(text('TRUST_PROXY')),
  };
}

function defaultCacheDir(xdgCacheHome: string | undefined): string {
  return xdgCacheHome === undefined ? apiDefaults.models.cacheDir : join(xdgCacheHome, 'model-trace');
}

function logLevel(value: string | undefined): ApiConfig['logLevel'] {
  if (value === undefined) return apiDefaults.logLevel;
  const level = logLevels.find((each) => each === value);
  if (level !== undefined) return level;
  throw new ModelTraceError('USAGE', `LOG_LEVEL must be one of ${logLevels.join(', ')}, got "${value}"`);
}

function trustProxy(value: string | undefined): boolean | string {
  if (value === undefined) return apiDefaults.trustProxy;
  return value === 'true' || value === 'false' ? value === 'true' : value;
}
