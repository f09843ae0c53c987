import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limits } from '../limits.ts';
import { positionAtSubmission } from './position-at-submission.ts';

test('a queue that is long is counted once in a while, and always for who stands before it', async () => {
  const asked: string[] = [];
  let [length, at]: [number, number] = [limits.queuePositionAtSubmission, 0];
  const position = positionAtSubmission(
    { queuePosition: async (id) => Math.min(asked.push(id) && length, limits.queuePositionAtSubmission) },
    { now: () => at },
  );
  const of = (id: string, priority = 0) => position({ id, priority });
  assert.equal(await of('a'), limits.queuePositionAtSubmission);
  assert.equal(await of('b'), limits.queuePositionAtSubmission);
  assert.equal(await of('c', -1), limits.queuePositionAtSubmission);
  length = 3;
  assert.equal(await of('d', 1), 3);
  at = limits.longQueueMs;
  assert.equal(await of('e'), 3);
  assert.equal(await of('f'), 3);
  assert.deepEqual(asked, ['a', 'd', 'e', 'f']);
});
