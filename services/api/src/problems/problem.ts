import { type ErrorCode, errorCodes, type ModelTraceError } from '@model-trace/core/errors';
import { type Static, Type } from 'typebox';

export const FieldError = Type.Object(
  {
    pointer: Type.String({ description: 'JSON pointer (RFC 6901) into what `in` names; empty: the whole of it' }),
    in: Type.Union([Type.Literal('body'), Type.Literal('query'), Type.Literal('path'), Type.Literal('header')]),
    code: Type.String({ description: 'Rule that was broken: required, unknown, type, choice, minLength, pattern, …' }),
    detail: Type.String(),
  },
  { title: 'FieldError' },
);
export type FieldError = Static<typeof FieldError>;

/** The body of every error response: problem details of RFC 9457 with a stable `code`. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri-reference', description: 'Page that explains the code' }),
    title: Type.String({ description: 'What the code means; the same for every occurrence' }),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable, listed at /v1/errors' }),
    detail: Type.String({ description: 'What happened this time, with the offending value' }),
    instance: Type.String({ format: 'uri-reference', description: 'Path that was requested' }),
    requestId: Type.String({ description: 'Quote it when you report a problem; also in the header X-Request-Id' }),
    retryable: Type.Boolean({ description: 'Whether the same request can succeed later' }),
    fix: Type.Optional(Type.String({ description: 'What you can do about it' })),
    errors: Type.Optional(Type.Array(FieldError)),
  },
  {
    title: 'Problem',
    examples: [
      {
        type: '/docs/errors#VALIDATION_FAILED',
        title: 'The request is not valid',
        status: 400,
        code: 'VALIDATION_FAILED',
        detail: '/tasks/0 must be one of "perplexity", "trace", got "perplexty"',
        instance: '/v1/evaluations',
        requestId: '0b8f7f5c-6f8c-4f0f-9d7e-0d3f9a1c2b3d',
        retryable: false,
        errors: [
          {
            pointer: '/tasks/0',
            in: 'body',
            code: 'choice',
            detail: 'must be one of "perplexity", "trace", got "perplexty"',
          },
        ],
      },
    ],
  },
);
export type Problem = Static<typeof Problem>;

export const problemMediaType = 'application/problem+json';

export function problemType(code: ErrorCode): string {
  return `/docs/errors#${code}`;
}

/**
 * Problem details of a failure. What an internal error says, and what is underneath an unreachable service, stays in
 * the log: it may name hosts or queries.
 */
export function problemFrom(
  error: ModelTraceError,
  { instance, requestId }: { instance: string; requestId: string },
): Problem {
  const { title, status, retry } = errorCodes[error.code];
  const { detail, fix, errors } = publicWords(error, status);
  return {
    type: problemType(error.code),
    title,
    status,
    code: error.code,
    detail,
    instance,
    requestId,
    retryable: retry,
    ...(fix === undefined ? {} : { fix }),
    ...(errors === undefined ? {} : { errors }),
  };
}

function publicWords(error: ModelTraceError, status: number): { detail: string; fix?: string; errors?: FieldError[] } {
  if (status === 500) {
    return {
      detail: 'An unexpected error happened; it is in the log of the service',
      fix: 'Try again; if it stays, report it with the requestId',
    };
  }
  if (error.code === 'UNAVAILABLE' && error.cause !== undefined)
    return { detail: 'The database or the queue does not answer', fix: 'Try again in a few seconds' };
  return { detail: error.message, fix: error.fix, errors: error.details?.errors as FieldError[] | undefined };
}
