import { type ErrorCode, ModelTraceError } from '@model-trace/core/errors';
import type { FastifyError, FastifyRequest } from 'fastify';
import { describeValidationErrors } from '../validation/describe-validation-errors.ts';
import type { FieldError } from './problem.ts';

/** Fastify's own errors that a client can cause. */
const clientErrors: Record<string, { code: ErrorCode; detail: string; fix?: string }> = {
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'JSON_INVALID', detail: 'The body cannot be parsed as JSON' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'JSON_INVALID', detail: 'The body is empty' },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'PAYLOAD_TOO_LARGE', detail: 'The body is larger than this service accepts' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'REQUEST_MALFORMED',
    detail: 'The body has another length than Content-Length says',
  },
  FST_ERR_BAD_URL: { code: 'REQUEST_MALFORMED', detail: 'The path has an escape that is not UTF-8' },
  FST_ERR_MAX_PARAM_LENGTH: { code: 'NOT_FOUND', detail: 'No id is this long' },
};

/** Gives whatever a handler, a hook or Fastify threw its code. */
export function errorFromRequest(caught: unknown, request: FastifyRequest): ModelTraceError {
  if (caught instanceof ModelTraceError) return caught;
  if (!(caught instanceof Error)) return new ModelTraceError('INTERNAL', String(caught), { cause: caught });
  const error = caught as FastifyError;
  if (error.validation) return validationError(error);
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    const given = request.headers['content-type'];
    return new ModelTraceError(
      'UNSUPPORTED_MEDIA_TYPE',
      given === undefined ? 'The body has no Content-Type' : `The body is ${JSON.stringify(given)}`,
      { cause: error, fix: 'Send JSON with the header Content-Type: application/json' },
    );
  }
  const known = clientErrors[error.code];
  if (known) return new ModelTraceError(known.code, known.detail, { cause: error, fix: known.fix });
  if (error.statusCode === 404) return new ModelTraceError('NOT_FOUND', 'There is nothing here', { cause: error });
  // The client went away or cut its body short; whatever is sent, it will not be read.
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new ModelTraceError('REQUEST_MALFORMED', error.message, { cause: error });
  return new ModelTraceError('INTERNAL', error.message, { cause: error });
}

function validationError(error: FastifyError): ModelTraceError {
  const part = error.validationContext as 'body' | 'querystring' | 'params' | 'headers';
  const errors = describeValidationErrors(error.validation!, part);
  // A path with an impossible id names nothing.
  if (part === 'params') return new ModelTraceError('NOT_FOUND', told(errors), { cause: error, details: { errors } });
  return validationFailed(errors, error);
}

export function validationFailed(errors: FieldError[], cause?: unknown): ModelTraceError {
  return new ModelTraceError('VALIDATION_FAILED', told(errors), {
    cause,
    fix: 'The fields and their rules are described at /docs',
    details: { errors },
  });
}

const told = (errors: FieldError[]): string =>
  errors.map((each) => `${each.pointer || `the ${each.in}`} ${each.detail}`).join('; ');
