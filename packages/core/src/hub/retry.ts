import type { ModelTraceError } from '../errors.ts';
import { type Clock, throwIfAborted } from './clock.ts';

export interface RetryPolicy {
  /** Tries without progress before giving up, the first included. */
  attempts: number;
  baseDelayMs: number;
  maxDelayMs: number;
  /** A server that asks for a longer pause than this is not waited for: the queue can do that without holding a worker. */
  maxRetryAfterMs: number;
}

/** About 15 s of pauses in all: longer than a restart of a load balancer, shorter than a user's patience. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 6,
  baseDelayMs: 500,
  maxDelayMs: 15_000,
  maxRetryAfterMs: 60_000,
};

interface TransientFailureOptions {
  /** What the server asked for. */
  retryAfterMs?: number;
  /** The attempt brought something that the next one need not fetch again. */
  progressed?: boolean;
}

/** Thrown by an attempt that may be repeated. */
export class TransientFailure extends Error {
  readonly error: ModelTraceError;
  readonly retryAfterMs: number | undefined;
  readonly progressed: boolean;

  constructor(error: ModelTraceError, { retryAfterMs, progressed = false }: TransientFailureOptions = {}) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
    this.progressed = progressed;
  }
}

interface RetryOptions {
  policy: RetryPolicy;
  clock: Clock;
  signal?: AbortSignal;
}

/**
 * Repeats `attempt` while it throws TransientFailure. Pause before retry k: half of min(maxDelay, base 2^k), plus a random
 * part up to the other half, so that many workers do not come back at once; at least what the server asked for.
 * @throws the last failure's error when the attempts are used up, anything else at once
 */
export async function retry<T>(attempt: () => Promise<T>, { policy, clock, signal }: RetryOptions): Promise<T> {
  for (let failures = 0; ; ) {
    throwIfAborted(signal);
    try {
      return await attempt();
    } catch (caught) {
      if (!(caught instanceof TransientFailure)) throw caught;
      failures = caught.progressed ? 1 : failures + 1;
      const retryAfterMs = caught.retryAfterMs ?? 0;
      if (failures >= policy.attempts || retryAfterMs > policy.maxRetryAfterMs) throw caught.error;
      const ceilingMs = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (failures - 1));
      await clock.sleep(Math.max(retryAfterMs, ceilingMs / 2 + (clock.random() * ceilingMs) / 2), signal);
    }
  }
}
