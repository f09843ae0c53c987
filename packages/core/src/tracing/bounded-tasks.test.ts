import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedTasks } from './bounded-tasks.ts';

test('never more tasks than the limit run at once, and all of them run', async () => {
  const tasks = boundedTasks(2);
  let running = 0;
  let most = 0;
  let finished = 0;
  for (let i = 0; i < 7; i++) {
    await tasks.start(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      finished++;
    });
  }
  await tasks.drain();
  assert.equal(most, 2);
  assert.equal(finished, 7);
});

test('the first failure reaches the producer', async () => {
  const tasks = boundedTasks(2);
  await tasks.start(async () => {
    throw new Error('first');
  });
  await assert.rejects(async () => {
    await tasks.start(async () => undefined);
    await tasks.drain();
  }, /first/);
});
