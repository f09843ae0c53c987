import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { ModelTraceError } from '@model-trace/core/errors';
import { pino } from 'pino';
import { testApp } from './test-app.ts';

test('live and ready when everything answers', async (t) => {
  const { app } = await testApp(t);
  for (const path of ['/health/live', '/health/ready']) {
    const response = await app.inject(path);
    assert.deepEqual([response.statusCode, response.json()], [200, { status: 'ok' }]);
    assert.equal(response.headers['cache-control'], 'no-store');
  }
});

test('not ready names what does not answer; live stays live', async (t) => {
  const { app, store } = await testApp(t);
  store.ping = () => Promise.reject(new ModelTraceError('UNAVAILABLE', 'connect ECONNREFUSED 10.1.2.3'));
  const response = await app.inject('/health/ready');
  assert.deepEqual([response.statusCode, response.json().detail], [503, 'The database cannot be reached']);
  assert.ok(response.headers['retry-after']);
  assert.equal((await app.inject('/health/live')).statusCode, 200);
});

test('a queue that hangs counts as away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = Promise.withResolvers<void>();
  const queue = {
    add: async () => {},
    addMany: async () => {},
    remove: async () => false,
    ping: () => {
      asked.resolve();
      return new Promise<void>(() => {});
    },
  };
  const { app } = await testApp(t, { queue });
  const pending = app.inject('/health/ready');
  await asked.promise;
  t.mock.timers.tick(10_000);
  const response = await pending;
  assert.deepEqual([response.statusCode, response.json().detail], [503, 'The queue cannot be reached']);
});

test('every response has its request id and forbids sniffing and framing', async (t) => {
  const { app } = await testApp(t);
  for (const url of ['/v1/tasks', '/nope', '/docs', '/openapi.json']) {
    const { headers } = await app.inject({ url, headers: { 'x-request-id': 'caller-7' } });
    assert.equal(headers['x-request-id'], 'caller-7');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
  }
  const forged = await app.inject({ url: '/v1/tasks', headers: { 'x-request-id': 'a b\tc' } });
  assert.match(String(forged.headers['x-request-id']), /^[0-9a-f-]{36}$/);
});

test('one log line per request, an object and a fixed sentence, joined by the request id', async (t) => {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const { app, store } = await testApp(t, { logger: pino({ level: 'info' }, stream) });
  await app.inject({ url: '/v1/tasks?x=1', headers: { 'x-request-id': 'one' } });
  await app.inject('/health/live');
  store.list = () => Promise.reject(new Error('broken pipe to db'));
  await app.inject({ url: '/v1/evaluations', headers: { 'x-request-id': 'two' } });
  const told = lines.map(({ msg, requestId, status, route }) => [msg, requestId, status, route]);
  assert.deepEqual(told, [
    ['request completed', 'one', 200, '/v1/tasks'],
    ['request failed', 'two', undefined, undefined],
    ['request completed', 'two', 500, '/v1/evaluations'],
  ]);
  assert.equal((lines[1].err as { message: string }).message, 'broken pipe to db');
});
