import { ApiError } from './api-error.ts';
import { pause } from './pause.ts';
import { notOurs, problemOf } from './problem-of.ts';

export interface RetryOptions {
  /** Tries of one request altogether. */
  attempts: number;
  /** Before the second try, doubled for each one after it up to `longestBackoffMs`, less up to half of it at random. */
  firstDelayMs: number;
  longestBackoffMs: number;
  /** A Retry-After that is longer is not waited for: the error tells of it. */
  longestDelayMs: number;
  /** One try; an answer that is a stream is not limited once it has begun. */
  timeoutMs: number;
}

export const defaultRetry: RetryOptions = {
  attempts: 5,
  firstDelayMs: 250,
  longestBackoffMs: 5_000,
  longestDelayMs: 60_000,
  // The API gives a submission 130 s, a wait of 60 s included.
  timeoutMs: 140_000,
};

/**
 * What may be done when nobody knows whether a request was carried out: `repeat` it, because doing it twice is doing it
 * once, or `refusedOnly`: repeat it when the service says that it was not carried out.
 */
export type Repetition = 'repeat' | 'refusedOnly';

export interface RequestSettings extends RetryOptions {
  fetch: (request: Request) => Promise<Response>;
  signal?: AbortSignal;
  repetition: Repetition;
  /** Statuses that are told at once: the caller has another way. */
  tellAtOnce?: readonly number[];
  /** What a success is written in: a part of its media type. All but JSON is left to the caller to read, part by part. */
  expects: 'json' | 'csv' | 'jsonl' | 'event-stream' | 'graphviz';
}

/**
 * Sends a request until it is answered with success, or with a failure that another try cannot change. Honours Retry-After.
 * @throws ApiError; the signal's reason when it is aborted
 */
export async function retryingFetch(request: Request, settings: RequestSettings): Promise<Response> {
  const { signal, attempts, firstDelayMs, longestBackoffMs, longestDelayMs } = settings;
  for (let attempt = 1; ; attempt++) {
    const outcome = await send(request.clone(), settings);
    if (outcome instanceof Response) return outcome;
    const backoffMs = Math.min(firstDelayMs * 2 ** (attempt - 1), longestBackoffMs) * (1 - Math.random() / 2);
    const delayMs = outcome.retryAfterMs ?? backoffMs;
    if (attempt >= attempts || delayMs > longestDelayMs || !mayRepeat(outcome, settings)) throw outcome;
    await pause(delayMs, signal);
  }
}

const passing = new Set([429, 502, 503, 504]);

function mayRepeat({ code, status, retryable }: ApiError, { repetition, tellAtOnce }: RequestSettings): boolean {
  if (!retryable || (status !== null && tellAtOnce?.includes(status))) return false;
  if (code === 'IDEMPOTENCY_IN_FLIGHT' || status === 429) return true;
  return repetition === 'repeat' && (status === null || passing.has(status));
}

/** One try: an answer that is a success and has arrived whole, or what went wrong. */
async function send(
  request: Request,
  { fetch, signal, timeoutMs, expects }: RequestSettings,
): Promise<Response | ApiError> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Error(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
  const stop = AbortSignal.any([timeout.signal, request.signal, ...(signal ? [signal] : [])]);
  try {
    const response = await fetch(new Request(request, { signal: stop }));
    if (!response.ok) return await problemOf(response);
    if (response.status === 204) return response;
    if (!response.headers.get('content-type')?.includes(expects)) return notOurs(response);
    if (expects !== 'json') return response;
    // A connection that breaks in the middle of an answer is a reason for another try as well.
    const { status, statusText, headers } = response;
    return new Response(await response.arrayBuffer(), { status, statusText, headers });
  } catch (cause) {
    signal?.throwIfAborted();
    request.signal.throwIfAborted();
    return new ApiError('UNAVAILABLE', `No server answers at ${new URL(request.url).origin}: ${reason(cause)}`, {
      ...{ cause, retryable: true },
    });
  } finally {
    clearTimeout(timer);
  }
}

/** fetch says only "fetch failed"; the cause says what. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
