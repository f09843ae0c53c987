import { homedir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { HiddenMemory } from '@model-trace/core/engine';
import { ModelTraceError } from '@model-trace/core/errors';
import type { OpenModelOptions } from '@model-trace/core/hub';

export interface CliConfig {
  /** Server that `submit`, `status`, `watch` and `leaderboard` talk to. */
  url: string;
  /** Key to that server, where it asks for one. */
  key: string | undefined;
  /** Where the embedded PostgreSQL keeps its files. */
  dataDir: string;
  databaseUrl: string | undefined;
  /** The queue is there when it is set; else in the database. */
  redisUrl: string | undefined;
  /** Vulkan driver that the user chose; read by the Vulkan loader itself. */
  vulkanDriver: string | undefined;
  /** Directories under which services take models. */
  modelRoots: string[];
  /** Where models come from, for the commands that compute in this process: any directory is allowed. */
  models: OpenModelOptions;
  /** Directory of corpora.json and of the corpora it registers; null: there are none. */
  corporaDir: string | null;
  /** The web page, built; null: build it. */
  webDir: string | null;
  /** Where signatures of bases are kept; undefined: in the cache of models. */
  signaturesDir: string | undefined;
  /** How much of the hidden states may be in memory, and where the rest goes. */
  memory: HiddenMemory;
  codeCommit: string | undefined;
}

/** The root of the repository, seen from this file. */
export const repositoryRoot = resolve(import.meta.dirname, '../../..');

const cliDefaults = { url: 'http://127.0.0.1:8080', cacheMaxBytes: 50 * 2 ** 30 };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the command line takes from its environment; options win over it. An empty variable counts as absent. Services that
 * it starts read the rest of their configuration themselves.
 * @throws USAGE with the name of the variable
 */
export function readCliConfig(environment: Environment = process.env): CliConfig {
  const text = (name: string): string | undefined => environment[name] || undefined;
  const bytes = (name: string): number | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,15}$/.test(value)) return Number(value);
    throw new ModelTraceError('USAGE', `${name} must be a number of bytes, got "${value}"`);
  };
  const directory = (name: string): string | null => {
    const value = text(name);
    return value === undefined ? null : resolve(value);
  };
  return {
    url: text('MODEL_TRACE_URL') ?? cliDefaults.url,
    key: text('MODEL_TRACE_API_KEY')?.trim(),
    dataDir: resolve(text('MODEL_TRACE_DATA_DIR') ?? join(repositoryRoot, '.model-trace')),
    databaseUrl: text('DATABASE_URL'),
    redisUrl: text('REDIS_URL'),
    vulkanDriver: text('VK_DRIVER_FILES') ?? text('VK_ICD_FILENAMES'),
    modelRoots: (text('MODEL_ROOTS') ?? '').split(delimiter).filter((root) => root !== ''),
    models: {
      roots: null,
      cacheDir: resolve(text('CACHE_DIR') ?? join(text('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'model-trace')),
      cacheMaxBytes: bytes('CACHE_MAX_BYTES') ?? cliDefaults.cacheMaxBytes,
      hubEndpoint: text('HF_ENDPOINT'),
      hubToken: text('HF_TOKEN'),
      stream: trueOrFalse('MODEL_STREAM', text('MODEL_STREAM')),
    },
    corporaDir: directory('CORPORA_DIR'),
    webDir: directory('WEB_DIR'),
    signaturesDir: directory('SIGNATURES_DIR') ?? undefined,
    memory: { maxBytes: bytes('HIDDEN_MEMORY_MAX_BYTES'), spillDir: text('SPILL_DIR') },
    codeCommit: text('CODE_COMMIT'),
  };
}

export interface PackageScript {
  /** Where the user was: scripts run in the root of the repository. */
  callerDir: string | undefined;
  underNpx: boolean;
}

/** The script of package.json that started us, or null. */
export function packageScript(environment: Environment = process.env): PackageScript | null {
  if (!['model-trace', 'demo'].includes(environment.npm_lifecycle_event ?? '')) return null;
  return {
    callerDir: environment.INIT_CWD,
    // npx installs what it runs below its cache.
    underNpx: environment.npm_execpath?.includes('_npx') ?? false,
  };
}

/** The environment of a service that this process starts: the user's, with some variables set. */
export function serviceEnvironment(overrides: Environment): NodeJS.ProcessEnv {
  return { ...process.env, ...overrides };
}

function trueOrFalse(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new ModelTraceError('USAGE', `${name} must be true or false, got "${value}"`);
}
