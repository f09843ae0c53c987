import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { errorCodes, ModelTraceError } from '@model-trace/core/errors';
import fc from 'fast-check';
import type { LightMyRequestResponse } from 'fastify';
import { limits } from '../src/limits.ts';
import { testApp } from './test-app.ts';

/** Every error response has this form, whatever went wrong. */
function assertProblem(response: LightMyRequestResponse, code: keyof typeof errorCodes, status: number): void {
  assert.equal(response.statusCode, status, response.body);
  assert.match(String(response.headers['content-type']), /^application\/problem\+json/);
  const problem = response.json();
  assert.deepEqual(
    { code: problem.code, status: problem.status, title: problem.title, type: problem.type },
    { code, status, title: errorCodes[code].title, type: `/docs/errors#${code}` },
  );
  assert.equal(problem.retryable, errorCodes[code].retry);
  assert.equal(problem.requestId, response.headers['x-request-id']);
  assert.equal(typeof problem.detail, 'string');
}

const json = { 'content-type': 'application/json' };
const post = { method: 'POST', url: '/v1/evaluations' } as const;

test('what is not there, and what does not take the method', async (t) => {
  const { app } = await testApp(t);
  assertProblem(await app.inject('/v2/evaluations'), 'NOT_FOUND', 404);
  assertProblem(await app.inject('/docs/static/nothing.js'), 'NOT_FOUND', 404);
  assertProblem(await app.inject('/v1/evaluations/not-a-uuid'), 'NOT_FOUND', 404);
  assertProblem(await app.inject('/v1/evaluations/urn:uuid:00000000-0000-4000-8000-000000000000'), 'NOT_FOUND', 404);
  assertProblem(await app.inject('/v1/evaluations/00000000-0000-4000-8000-000000000000'), 'NOT_FOUND', 404);
  assertProblem(await app.inject(`/v1/evaluations/${'x'.repeat(200)}`), 'NOT_FOUND', 404);
  const refused = await app.inject({ method: 'DELETE', url: '/v1/evaluations' });
  assertProblem(refused, 'METHOD_NOT_ALLOWED', 405);
  assert.deepEqual(new Set(String(refused.headers.allow).split(', ')), new Set(['GET', 'HEAD', 'POST']));
  const cancel = await app.inject('/v1/evaluations/00000000-0000-4000-8000-000000000000/cancel');
  assertProblem(cancel, 'METHOD_NOT_ALLOWED', 405);
  assert.equal(cancel.headers.allow, 'POST');
  // A body in a format we do not read does not hide that the path or the method is wrong.
  assertProblem(
    await app.inject({ method: 'PUT', url: '/v1/tasks', headers: { 'content-type': 'text/plain' }, payload: 'x' }),
    'METHOD_NOT_ALLOWED',
    405,
  );
});

test('bodies that are no JSON, of another type, or too large', async (t) => {
  const { app } = await testApp(t);
  assertProblem(await app.inject({ ...post, headers: json, payload: '{"model":' }), 'JSON_INVALID', 400);
  assertProblem(await app.inject({ ...post, headers: json, payload: '{"__proto__":{"x":1}}' }), 'JSON_INVALID', 400);
  assertProblem(await app.inject({ ...post, headers: json, payload: '' }), 'VALIDATION_FAILED', 400);
  assertProblem(await app.inject(post), 'VALIDATION_FAILED', 400);
  assertProblem(
    await app.inject({ ...post, headers: { 'content-type': 'text/plain' }, payload: '{}' }),
    'UNSUPPORTED_MEDIA_TYPE',
    415,
  );
  assertProblem(
    await app.inject({ ...post, headers: { 'content-type': ';' }, payload: '{}' }),
    'UNSUPPORTED_MEDIA_TYPE',
    415,
  );
  const large = JSON.stringify({ model: 'a'.repeat(limits.bodyBytes) });
  assertProblem(await app.inject({ ...post, headers: json, payload: large }), 'PAYLOAD_TOO_LARGE', 413);
});

test('a path with a broken escape', async (t) => {
  const { app } = await testApp(t);
  assertProblem(await app.inject('/v1/%E0%A4%A'), 'REQUEST_MALFORMED', 400);
});

test('a cursor that is not ours', async (t) => {
  const { app } = await testApp(t);
  for (const path of ['/v1/evaluations', '/v1/leaderboard', '/v1/leaderboard?format=csv&'])
    assertProblem(await app.inject(`${path}${path.includes('?') ? '' : '?'}cursor=nonsense`), 'CURSOR_INVALID', 400);
});

test('a database that is away is a 503 with Retry-After and without its address', async (t) => {
  const { app, store } = await testApp(t);
  const cause = new Error('connect ECONNREFUSED 10.1.2.3:5432');
  store.get = async () => {
    throw new ModelTraceError('UNAVAILABLE', `The database is not reachable: ${cause.message}`, { cause });
  };
  const response = await app.inject('/v1/evaluations/00000000-0000-4000-8000-000000000000');
  assertProblem(response, 'UNAVAILABLE', 503);
  assert.match(String(response.headers['retry-after']), /^[1-9]\d*$/);
  assert.doesNotMatch(response.body, /10\.1\.2\.3/);
});

test('an unexpected failure is a 500 that leaks nothing', async (t) => {
  const { app, store } = await testApp(t);
  store.list = async () => {
    throw new TypeError('select secret from evaluations');
  };
  const response = await app.inject('/v1/evaluations');
  assertProblem(response, 'INTERNAL', 500);
  assert.doesNotMatch(response.body, /secret|TypeError|\.ts/);
});

/** Sends bytes as they are and gives everything that comes back until the connection ends. */
async function raw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    received += chunk;
  });
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve).once('error', resolve));
  return received;
}

test('what never becomes a request is answered with a problem too', async (t) => {
  const { app } = await testApp(t);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as import('node:net').AddressInfo;
  const cases = [
    ['this is not HTTP\r\n\r\n', 400, 'REQUEST_MALFORMED'],
    [`GET /?${'x'.repeat(limits.urlChars)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`, 414, 'URI_TOO_LONG'],
    [`GET /${'x'.repeat(2 * limits.headerBytes)} HTTP/1.1\r\nHost: x\r\n\r\n`, 414, 'URI_TOO_LONG'],
    [
      `POST /v1/evaluations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n8000\r\n${'x'.repeat(0x8000)}\r\n0\r\n\r\n`,
      ...([413, 'PAYLOAD_TOO_LARGE'] as const),
    ],
    [`GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'x'.repeat(limits.headerBytes)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ] as const;
  for (const [bytes, status, code] of cases) {
    const [head, body] = (await raw(port, bytes)).split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
    assert.match(head, /Content-Type: application\/problem\+json/i);
    assert.equal(JSON.parse(body).code, code);
  }
});

test('no body and no query string makes the service fail', async (t) => {
  const { app } = await testApp(t);
  const field = fc.constantFrom(
    'model',
    'revision',
    'base',
    'baseRevision',
    'tasks',
    'statistics',
    '__proto__',
    'constructor',
  );
  const value = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a/b', ['perplexity'], ['trace']),
  );
  const hostileBody = fc.oneof(
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.dictionary(field, value).map((body) => JSON.stringify(body)),
    fc.nat(2000).map((depth) => '['.repeat(depth)),
  );
  await fc.assert(
    fc.asyncProperty(hostileBody, async (payload) => {
      const response = await app.inject({ ...post, headers: json, payload });
      assert.ok(response.statusCode < 500, response.body);
    }),
    { numRuns: 300 },
  );
  const parameter = fc.oneof(
    fc.constantFrom('limit', 'cursor', 'sort', 'order', 'search', 'format', 'model', 'status'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('/v1/evaluations', '/v1/leaderboard'),
      fc.array(
        fc.tuple(
          parameter,
          fc.oneof(
            fc.string({ unit: 'binary' }).map((text) => text.toWellFormed()),
            fc.nat().map(String),
          ),
        ),
      ),
      async (path, parameters) => {
        const response = await app.inject(`${path}?${new URLSearchParams(parameters)}`);
        assert.ok(response.statusCode < 500, response.body);
      },
    ),
    { numRuns: 300 },
  );
});
