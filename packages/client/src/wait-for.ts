import { ApiError } from './api-error.ts';
import type { EvaluationEvent } from './follow-events.ts';
import { pause } from './pause.ts';
import { type Evaluation, isFinished } from './types.ts';

export interface WaitOptions {
  /** @throws WAIT_TIMEOUT after that; default: never */
  timeoutMs?: number;
  /** Called with the evaluation whenever it is known to have changed. */
  onProgress?: (evaluation: Evaluation) => void;
  signal?: AbortSignal;
  /** How often it is asked for where the service has no events; default: as its Retry-After says. */
  pollMs?: number;
}

export interface WaitSources {
  evaluation(): Promise<{ evaluation: Evaluation; retryAfterMs: number | null }>;
  events(signal: AbortSignal): AsyncIterable<EvaluationEvent>;
}

const defaultPollMs = 2_000;

/** Follows an evaluation by its events, or by asking where a service has none, until it is finished. */
export async function waitFor(id: string, options: WaitOptions, sources: WaitSources): Promise<Evaluation> {
  const { timeoutMs, onProgress, pollMs } = options;
  const done = new AbortController();
  const signal = options.signal === undefined ? done.signal : AbortSignal.any([done.signal, options.signal]);
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => done.abort(timedOut(id, timeoutMs)), timeoutMs);
  const look = async () => {
    const { evaluation, retryAfterMs } = await sources.evaluation();
    signal.throwIfAborted();
    onProgress?.(evaluation);
    return { evaluation, retryAfterMs };
  };
  try {
    let { evaluation, retryAfterMs } = await look();
    if (isFinished(evaluation)) return evaluation;
    try {
      for await (const { data } of sources.events(signal)) {
        // The result is not in the event, nor is the place in the queue, which changes without one.
        if (isFinished(data) || data.status === 'queued') {
          ({ evaluation, retryAfterMs } = await look());
          if (isFinished(evaluation)) return evaluation;
        } else {
          evaluation = { ...evaluation, ...data, queuePosition: null, estimatedStartAt: null };
          onProgress?.(evaluation);
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ApiError) || !hasNoEvents(error)) throw error;
    }
    for (;;) {
      await pause(pollMs ?? retryAfterMs ?? defaultPollMs, signal);
      ({ evaluation, retryAfterMs } = await look());
      if (isFinished(evaluation)) return evaluation;
    }
  } finally {
    clearTimeout(timer);
    done.abort();
  }
}

/** A service without that route, or with too many streams already; a proxy that does not let them through. */
function hasNoEvents({ status }: ApiError): boolean {
  return status !== null && [404, 405, 406, 429, 501].includes(status);
}

function timedOut(id: string, timeoutMs: number): ApiError {
  return new ApiError('WAIT_TIMEOUT', `Evaluation ${id} was not finished in ${timeoutMs / 1000} s`, {
    ...{ retryable: true, fix: 'It goes on; wait for it again, or cancel it.' },
  });
}
