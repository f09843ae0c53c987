import { ApiError, type Evaluation } from '@model-trace/client';

/** Why an evaluation of a server has no result, as an error; null when it has one. */
export function evaluationFailure({ id, status, error }: Evaluation): ApiError | null {
  if (status === 'succeeded') return null;
  if (error === null) return new ApiError('CANCELED', `Evaluation ${id} is ${status}`);
  return new ApiError(error.code, error.detail, { fix: error.fix ?? undefined, retryable: error.retryable });
}
