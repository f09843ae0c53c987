import assert from 'node:assert/strict';
import { test } from 'node:test';
import fastify from 'fastify';
import { registerProblemHandlers } from '../problems/problem-handlers.ts';
import { limitAnswerTime } from './limit-answer-time.ts';

test('an answer that takes too long is given up, others are not', async (t) => {
  const app = fastify();
  t.after(() => app.close());
  registerProblemHandlers(app);
  limitAnswerTime(app, { lookEveryMs: 5 });
  const { promise: looked, resolve } = Promise.withResolvers<void>();
  app.get('/slow', { config: { answerWithinMs: 20 } }, () => new Promise(() => {}));
  app.get('/patient', async () => {
    await looked;
    return { done: true };
  });
  const patient = app.inject('/patient');
  const slow = await app.inject('/slow');
  resolve();
  assert.deepEqual([slow.statusCode, slow.json().code], [503, 'UNAVAILABLE']);
  assert.equal(slow.json().detail, 'The answer took too long');
  assert.deepEqual((await patient).json(), { done: true });
});
