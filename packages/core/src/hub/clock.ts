import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError, toModelTraceError } from '../errors.ts';

/** Time and chance, as a parameter: tests of retries neither wait nor depend on luck. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, { signal });
    } catch (caught) {
      throwIfAborted(signal);
      throw caught;
    }
  },
};

/** @throws the signal's own ModelTraceError, or CANCELED. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  const reason = toModelTraceError(signal.reason);
  throw reason.code === 'INTERNAL'
    ? new ModelTraceError('CANCELED', 'The work was canceled', { cause: signal.reason })
    : reason;
}

/** A signal that follows all that are there. */
export function anySignal(...signals: (AbortSignal | undefined)[]): AbortSignal | undefined {
  const present = signals.filter((signal) => signal !== undefined);
  return present.length > 1 ? AbortSignal.any(present) : present[0];
}
