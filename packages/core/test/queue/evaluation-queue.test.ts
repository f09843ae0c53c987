import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelTraceError } from '@model-trace/core/errors';
import { createEvaluationQueue, startEvaluationWorker } from '@model-trace/core/queue';
import { queueBackends, testDatabase } from '../services.ts';

const failOn = (error: Error) => assert.fail(error);

for (const backend of await queueBackends()) {
  describe(`evaluation queue in ${backend.name}`, { skip: backend.skip }, () => {
    test('has one job per evaluation, however often it is added', async (t) => {
      const queue = createEvaluationQueue(backend.options(t, await testDatabase(t)));
      try {
        assert.equal(await queue.state('a'), null);
        await Promise.all([queue.add('a'), queue.add('a'), queue.addMany([{ id: 'a' }, { id: 'b' }])]);
        assert.equal(await queue.state('a'), 'waiting');
        assert.equal(await queue.state('b'), 'waiting');
        assert.equal(await queue.remove('a'), true);
        assert.equal(await queue.remove('a'), false);
        assert.equal(await queue.state('a'), null);
        await queue.ping();
      } finally {
        await queue.close();
      }
    });

    test('runs jobs by priority and then in order, and takes the same id again afterwards', async (t) => {
      const options = backend.options(t, await testDatabase(t));
      const queue = createEvaluationQueue(options);
      try {
        await queue.add('late', { priority: -9 });
        await queue.addMany([{ id: 'second' }, { id: 'third' }]);
        await queue.add('first', { priority: 1 });
        await queue.add('fourth', { priority: 0 });
        const seen: string[] = [];
        let settle = Promise.withResolvers<void>();
        const worker = await startEvaluationWorker({
          ...options,
          concurrency: 1,
          onError: failOn,
          process: async ({ id }) => {
            seen.push(id);
            if (id === 'late') settle.resolve();
            return 'done';
          },
        });
        try {
          await settle.promise;
          assert.deepEqual(seen, ['first', 'second', 'third', 'fourth', 'late']);
          settle = Promise.withResolvers();
          while ((await queue.state('late')) !== null);
          await queue.add('late');
          await settle.promise;
          assert.equal(seen.length, 6);
        } finally {
          await worker.close();
        }
      } finally {
        await queue.close();
      }
    });

    test('tells the last attempt, and tries again only what can succeed', async (t) => {
      const options = backend.options(t, await testDatabase(t));
      const queue = createEvaluationQueue({ ...options, attempts: 3, retryDelayMs: 10 });
      const attempts: Record<string, boolean[]> = { transient: [], permanent: [], interrupted: [] };
      try {
        await queue.addMany(Object.keys(attempts).map((id) => ({ id })));
        const worker = await startEvaluationWorker({
          ...options,
          concurrency: 3,
          onError: failOn,
          process: async ({ id, lastAttempt }) => {
            attempts[id].push(lastAttempt);
            if (id === 'transient') throw new ModelTraceError('HUB_UNAVAILABLE', 'a NUL \u0000 in the message');
            if (id === 'permanent') throw new ModelTraceError('MODEL_NOT_FOUND', 'no such model');
            return attempts[id].length < 5 ? 'handBack' : 'done';
          },
        });
        try {
          for (const id of Object.keys(attempts)) while ((await queue.state(id)) !== null);
          assert.deepEqual(attempts.transient, [false, false, true]);
          assert.deepEqual(attempts.permanent, [false]);
          // Being handed back is no failure: it uses up no attempt.
          assert.deepEqual(attempts.interrupted, [false, false, false, false, false]);
        } finally {
          await worker.close();
        }
      } finally {
        await queue.close();
      }
    });
  });
}

test('a server that is not there is said to be unavailable, at once', async () => {
  const postgresUrl = 'postgres://nobody@127.0.0.1:1/none';
  for (const options of [{ postgresUrl }, { postgresUrl, redisUrl: 'redis://127.0.0.1:1' }]) {
    const queue = createEvaluationQueue(options);
    await assert.rejects(queue.add('a'), { code: 'UNAVAILABLE', message: /ECONNREFUSED/ });
    await assert.rejects(queue.ping(), { code: 'UNAVAILABLE' });
    await queue.close();
    const worker = startEvaluationWorker({
      ...options,
      concurrency: 1,
      process: async () => 'done',
      onError: () => {},
    });
    await assert.rejects(worker, { code: 'UNAVAILABLE' });
  }
});
