import { type ErrorCode, ModelTraceError, toModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import type { FastifyBaseLogger } from 'fastify';
import { limits } from '../limits.ts';

export interface ModelAccess {
  open(id: string, options: { revision?: string; signal: AbortSignal; hubToken?: string }): Promise<ModelSource>;
}

export interface ResolveDependencies {
  models: ModelAccess;
  log: FastifyBaseLogger;
  /** Once it aborts, what is not resolved is left to the worker. */
  signal?: AbortSignal;
}

export interface ModelToResolve {
  id: string;
  revision?: string | undefined;
  /** Names of the fields of the request that say which model it is. */
  fields: { id: string; revision: string };
  /** Refuses what no worker could run. */
  check(source: ModelSource): Promise<void>;
}

/**
 * Pins a model to a commit and refuses what no worker could run, while the user is still there to read why.
 * @returns the model at its commit; null when the Hub does not answer: the worker resolves it then
 * @throws permanent errors only, with the field that caused it
 */
export async function resolveModel(
  model: ModelToResolve,
  { models, log, signal: given }: ResolveDependencies,
): Promise<ModelSource | null> {
  const timeout = AbortSignal.timeout(limits.resolveTimeoutMs);
  const signal = given === undefined ? timeout : AbortSignal.any([timeout, given]);
  try {
    signal.throwIfAborted();
    const source = await models.open(model.id, { revision: model.revision, signal });
    await model.check(source);
    return source;
  } catch (caught) {
    const error = toModelTraceError(caught);
    const transient = signal.aborted || (error.retryable && error.code !== 'INTERNAL');
    if (transient) {
      log.warn({ model: model.id, code: error.code, err: error }, 'model not resolved at submission');
      return null;
    }
    throw atField(error, model);
  }
}

/** Errors about a field besides the id and the revision. */
const otherFields: Partial<Record<ErrorCode, string>> = {
  WEIGHT_TYPE_MISMATCH: 'weightType',
  WEIGHTS_BASE_MISSING: 'weightsBase',
};

function atField(error: ModelTraceError, { fields }: ModelToResolve): ModelTraceError {
  // VALIDATION_FAILED: a directory was given a revision.
  const ofRevision = ['REVISION_NOT_FOUND', 'VALIDATION_FAILED'].includes(error.code);
  const field = otherFields[error.code] ?? (ofRevision ? fields.revision : fields.id);
  const at = { pointer: `/${field}`, in: 'body', code: error.code, detail: error.message };
  return new ModelTraceError(error.code, error.message, {
    cause: error.cause ?? error,
    fix: error.fix,
    details: { ...error.details, errors: [at] },
  });
}
