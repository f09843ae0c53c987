import type { Problem } from './types.ts';

export interface ApiErrorOptions {
  /** HTTP status; null where no answer came. */
  status?: number | null;
  fix?: string;
  retryable?: boolean;
  errors?: Problem['errors'];
  requestId?: string;
  retryAfterMs?: number | null;
  cause?: unknown;
}

/**
 * Every failure of the client. `code` is one of those at /v1/errors, or of the client's own: `UNAVAILABLE` (no answer, or
 * something else answers at that address), `USAGE` (the client was given something it cannot use), `WAIT_TIMEOUT`.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** What happened this time, with the offending value; the same as `message`. */
  readonly detail: string;
  readonly status: number | null;
  /** What can be done about it. */
  readonly fix: string | undefined;
  /** Whether the same request can succeed later. */
  readonly retryable: boolean;
  /** The fields that were refused, by JSON pointer. */
  readonly errors: NonNullable<Problem['errors']>;
  /** Quote it when you report a problem. */
  readonly requestId: string | undefined;
  /** How long the service asks to wait before another try. */
  readonly retryAfterMs: number | null;

  constructor(code: string, detail: string, options: ApiErrorOptions = {}) {
    super(detail, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.status = options.status ?? null;
    this.fix = options.fix;
    this.retryable = options.retryable ?? false;
    this.errors = options.errors ?? [];
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
