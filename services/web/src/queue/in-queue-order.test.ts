import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationSummary } from '@model-trace/client';
import { inQueueOrder } from './in-queue-order.ts';

test('larger priorities first, then who came first, then by id', () => {
  const of = (id: string, priority: number, minute: number) =>
    ({ id, priority, queuedAt: `2026-01-01T00:0${minute}:00Z` }) as EvaluationSummary;
  const queued = [of('a', 0, 3), of('b', 0, 1), of('c', 5, 4), of('e', -1, 0), of('d', 0, 3)];
  assert.equal(
    inQueueOrder(queued)
      .map(({ id }) => id)
      .join(''),
    'cbade',
  );
});
