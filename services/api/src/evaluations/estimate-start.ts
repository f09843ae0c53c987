import type { QueuePace } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { limits } from '../limits.ts';

/**
 * When a queued evaluation will start: each of the evaluations running now is a place, and places come free at the mean
 * rate of the last evaluations that succeeded, so the one with k before it starts after (k + 1) * duration / places.
 * @returns null when nothing runs (no worker is known to live) or nothing has succeeded yet
 */
export function estimateStart(position: number, { running, meanDurationMs }: QueuePace, now = Date.now()): Date | null {
  if (running === 0 || meanDurationMs === null) return null;
  return new Date(now + ((position + 1) * meanDurationMs) / running);
}

/** The pace of the queue, asked for at most once in a while however many submit. */
export function cachedPace(store: Pick<ApiStore, 'queuePace'>): () => Promise<QueuePace> {
  let known: { at: number; pace: Promise<QueuePace> } | undefined;
  return async () => {
    if (known === undefined || Date.now() - known.at > limits.queuePaceMs) {
      const pace = store.queuePace();
      known = { at: Date.now(), pace };
      pace.catch(() => {
        known = undefined;
      });
    }
    return known.pace;
  };
}
