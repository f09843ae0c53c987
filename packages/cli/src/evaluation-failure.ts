import type { EvaluationResource } from '@model-trace/api';
import { type ErrorCode, errorCodes, ModelTraceError } from '@model-trace/core/errors';

/** Why an evaluation of a server has no result, as an error of ours; null when it has one. */
export function evaluationFailure({ id, status, error }: EvaluationResource): ModelTraceError | null {
  if (status === 'succeeded') return null;
  if (error === null) return new ModelTraceError('CANCELED', `Evaluation ${id} is ${status}`);
  // A server newer than this client may know more codes.
  const code = Object.hasOwn(errorCodes, error.code) ? (error.code as ErrorCode) : 'INTERNAL';
  return new ModelTraceError(code, error.detail, { fix: error.fix ?? undefined });
}
