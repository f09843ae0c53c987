import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { createEvaluationQueue, startEvaluationWorker } from '@model-trace/core/queue';
import { freePort } from '../services.ts';

const skip = spawnSync('redis-server', ['--version']).error ? 'there is no redis-server program to start' : false;
const postgresUrl = 'postgres://unused';

/** A Redis of the test's own, which it may stop and configure. Keeps nothing on disk. */
async function startRedis(port: number, policy = 'noeviction'): Promise<ChildProcess> {
  const settings = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--maxmemory-policy', policy].map(String);
  const server = spawn('redis-server', settings, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const text of server.stdout.setEncoding('utf8')) if (/Ready to accept connections/.test(text)) break;
  return server;
}

async function stop(server: ChildProcess): Promise<void> {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

describe('a Redis of its own', { skip }, () => {
  test('one that may evict keys is refused by producers and workers', async () => {
    const port = await freePort();
    const server = await startRedis(port, 'allkeys-lru');
    const options = { redisUrl: `redis://127.0.0.1:${port}`, postgresUrl };
    const queue = createEvaluationQueue(options);
    try {
      const refused = { code: 'QUEUE_EVICTS', message: /allkeys-lru/, fix: /noeviction/ };
      await assert.rejects(queue.ping(), refused);
      await assert.rejects(queue.add('a'), refused);
      const worker = startEvaluationWorker({
        ...options,
        concurrency: 1,
        process: async () => 'done',
        onError: () => {},
      });
      await assert.rejects(worker, refused);
    } finally {
      await queue.close();
      await stop(server);
    }
  });

  test('producers and workers outlive it, and work on when it is back', async () => {
    const port = await freePort();
    const options = { redisUrl: `redis://127.0.0.1:${port}`, postgresUrl, timeoutMs: 2_000 };
    const queue = createEvaluationQueue(options);
    const processed: string[] = [];
    // Not there at first: a later call finds it.
    await assert.rejects(queue.add('early'), { code: 'UNAVAILABLE' });
    let server = await startRedis(port);
    const worker = await startEvaluationWorker({
      ...options,
      concurrency: 1,
      onError: () => {},
      process: async ({ id }) => {
        processed.push(id);
        return 'done';
      },
    });
    try {
      await queue.add('before');
      while (!processed.includes('before')) await queue.ping();
      await stop(server);
      await assert.rejects(queue.add('while away'), { code: 'UNAVAILABLE' });
      server = await startRedis(port);
      const deadline = performance.now() + 30_000;
      while (!processed.includes('after')) {
        assert.ok(performance.now() < deadline, 'the worker does not come back');
        await queue.add('after').catch((error) => assert.equal(error.code, 'UNAVAILABLE'));
      }
    } finally {
      await worker.close();
      await queue.close();
      await stop(server);
    }
  });
});
