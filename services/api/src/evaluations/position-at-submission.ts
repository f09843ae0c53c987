import type { Evaluation } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { limits } from '../limits.ts';

/**
 * Where what was just submitted stands, counted up to `limits.queuePositionAtSubmission`. What was found to be so far behind is
 * not counted again for `limits.longQueueMs`: whoever submits then with the same priority or a smaller one stands behind it.
 */
export function positionAtSubmission(
  store: Pick<ApiStore, 'queuePosition'>,
  { now = performance.now.bind(performance) } = {},
): (submitted: Pick<Evaluation, 'id' | 'priority'>) => Promise<number | null> {
  const atMost = limits.queuePositionAtSubmission;
  let long = { priority: Number.NEGATIVE_INFINITY, until: 0 };
  return async ({ id, priority }) => {
    if (priority <= long.priority && now() < long.until) return atMost;
    const askedAt = now();
    const position = await store.queuePosition(id, { atMost });
    if (position === atMost) long = { priority, until: askedAt + limits.longQueueMs };
    return position;
  };
}
