import { type ErrorCode, ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import type { ModelAccess } from '../evaluations/model-access.ts';
import { limits } from '../limits.ts';
import { coarseTimeout, coarseTimeoutOr } from './coarse-timeout.ts';

export type ModelConfig = Readonly<Record<string, unknown>>;

/** A model that a submission names, opened when it is first asked for. */
export interface Subject {
  readonly id: string;
  /** The model at its commit. @throws as ModelAccess.open */
  open(): Promise<ModelSource>;
  /** @throws CONFIG_INVALID */
  config(): Promise<ModelConfig>;
  /** The model when it was opened, else null. */
  opened(): ModelSource | null;
  /** The same error with the field of the request that it is about. */
  atField(error: ModelTraceError): ModelTraceError;
  /** Whether time was up: then an error says nothing of the model. */
  outOfTime(): boolean;
}

export interface SubjectOptions {
  id: string;
  revision?: string | undefined;
  /** Names of the fields of the request that say which model it is. */
  fields: { id: string; revision: string };
  models: ModelAccess;
  /** Once it aborts, what is not known yet is left to the worker. */
  signal?: AbortSignal | undefined;
}

export function createSubject({ id, revision, fields, models, signal: given }: SubjectOptions): Subject {
  let opening: Promise<ModelSource> | undefined;
  let config: Promise<ModelConfig> | undefined;
  let opened: ModelSource | null = null;
  let signal: AbortSignal | undefined;
  const open = (): Promise<ModelSource> => {
    opening ??= (async () => {
      const ms = limits.resolveTimeoutMs;
      signal = given === undefined ? coarseTimeout(ms) : coarseTimeoutOr(given, ms);
      signal.throwIfAborted();
      opened = await models.open(id, { revision, signal });
      return opened;
    })();
    return opening;
  };
  return {
    id,
    open,
    config: () => {
      config ??= open().then(readConfig);
      return config;
    },
    opened: () => opened,
    atField: (error) => atField(error, fields),
    outOfTime: () => signal?.aborted ?? false,
  };
}

/** Errors about a field besides the id and the revision. */
const otherFields: Partial<Record<ErrorCode, string>> = {
  WEIGHT_TYPE_MISMATCH: 'weightType',
  WEIGHTS_BASE_MISSING: 'weightsBase',
};

/** VALIDATION_FAILED: a directory was given a revision. */
export const revisionCodes: readonly ErrorCode[] = ['REVISION_NOT_FOUND', 'VALIDATION_FAILED'];

function atField(error: ModelTraceError, fields: SubjectOptions['fields']): ModelTraceError {
  const ofRevision = revisionCodes.includes(error.code);
  const field = otherFields[error.code] ?? (ofRevision ? fields.revision : fields.id);
  const at = { pointer: `/${field}`, in: 'body', code: error.code, detail: error.message };
  return new ModelTraceError(error.code, error.message, {
    cause: error.cause ?? error,
    fix: error.fix,
    details: { ...error.details, errors: [at] },
  });
}

async function readConfig(source: ModelSource): Promise<ModelConfig> {
  if (!source.files.has('config.json'))
    throw new ModelTraceError('CONFIG_INVALID', `${source.id} has no config.json`, {
      fix: 'Submit a model in the Transformers layout',
    });
  const text = await source.readText('config.json', { maxBytes: limits.configBytes });
  const fix = 'Save the model again with save_pretrained';
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) return { ...config };
  } catch (cause) {
    throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not JSON`, { cause, fix });
  }
  throw new ModelTraceError('CONFIG_INVALID', `config.json of ${source.id} is not a JSON object`, { fix });
}

/** Whether a check that threw this says nothing: the Hub did not answer, and may when the worker asks. */
export function isTransient(caught: unknown, subjects: readonly Subject[]): boolean {
  const error = toModelTraceError(caught);
  return subjects.some((subject) => subject.outOfTime()) || (error.retryable && error.code !== 'INTERNAL');
}
