import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { errorCodes } from '@model-trace/core/errors';
import fc from 'fast-check';
import { fuzzCases } from '../../../packages/core/test/fuzz/cases.ts';
import { damage, damaged } from '../../../packages/core/test/fuzz/damaged-json.ts';
import { testApp } from './test-app.ts';

const bodies: Record<string, unknown>[] = [
  { model: 'owner/model', tasks: ['perplexity'] },
  { model: 'owner/model', revision: 'main', base: 'owner/base', tasks: ['perplexity', 'trace'], statistics: ['csu'] },
  { model: 'owner/adapter', weightType: 'adapter', weightsBase: 'owner/base', tasks: ['perplexity'] },
  { model: 'owner/model', tasks: ['perplexity'], perplexity: { mode: 'model-trace', stride: 10, bos: 'never' } },
];
const id = '0199a0de-6c3f-7b1e-9a53-3f0a5f1f2b77';
const paths = [
  ...['/v1/evaluations', '/v1/leaderboard', '/v1/tasks', '/v1/errors', '/v1/corpora', '/health/live', '/openapi.json'],
  ...[`/v1/evaluations/${id}`, `/v1/evaluations/${id}/cancel`, `/v1/evaluations/${id}/retry`, '/v1/evaluations:batch'],
];
const word = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom('', '0', '-1', '1e9', id),
);
const query = fc.dictionary(
  fc.oneof(fc.constantFrom('limit', 'cursor', 'status', 'model', 'sort', 'order', 'search', 'dryRun'), word),
  word,
  { maxKeys: 4 },
);
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'prefer',
    'idempotency-key',
    'cancel-after',
    'if-none-match',
    'content-type',
    'authorization',
    'x-request-id',
  ),
  fc.oneof(
    fc.stringMatching(/^[\t\x20-\x7e]{0,40}$/),
    fc.constantFrom('application/json', 'wait=0', '10m', 'text/csv', '*/*'),
  ),
  { maxKeys: 4 },
);

/** An answer that blames us, or a problem whose code nobody declared. */
function checkAnswer(
  answer: { statusCode: number; headers: Record<string, unknown>; body: string },
  what: string,
): void {
  assert.ok(answer.statusCode < 500, `${answer.statusCode} to ${what}: ${answer.body.slice(0, 500)}`);
  if (!String(answer.headers['content-type']).startsWith('application/problem+json') || answer.body === '') return; // HEAD has no body
  const { code } = JSON.parse(answer.body);
  assert.ok(Object.hasOwn(errorCodes, code), `${code} to ${what}`);
}

test('no submission, however odd, is answered with a fault of ours', async (t) => {
  const { app } = await testApp(t);
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...bodies),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      headers,
      async (body, damages, odd) => {
        const payload = JSON.stringify(damaged(body, damages));
        const { prefer: _, ...rest } = odd; // a wait for an evaluation that nobody computes
        const answer = await app.inject({
          method: 'POST',
          url: '/v1/evaluations',
          headers: { 'content-type': 'application/json', ...rest },
          payload,
        });
        checkAnswer(answer, payload.slice(0, 500));
      },
    ),
    { numRuns: Math.ceil(fuzzCases / 2) },
  );
});

test('no path, query or header is answered with a fault of ours', async (t) => {
  const { app } = await testApp(t);
  const method = fc.constantFrom('GET', 'GET', 'POST', 'DELETE', 'PUT', 'HEAD', 'OPTIONS', 'PATCH');
  const path = fc.oneof(
    fc.constantFrom(...paths),
    word.map((part) => `/v1/${encodeURIComponent(part.toWellFormed())}`),
  );
  await fc.assert(
    fc.asyncProperty(method, path, query, headers, async (verb, url, parameters, odd) => {
      const { prefer: _, ...rest } = odd;
      const search = new URLSearchParams(parameters);
      const answer = await app.inject({ method: verb as 'GET', url: `${url}?${search}`, headers: rest });
      checkAnswer(answer, `${verb} ${url}?${search}`);
    }),
    { numRuns: Math.ceil(fuzzCases / 2) },
  );
});

test('bytes that are no HTTP are answered or dropped, and the next client is served', async (t) => {
  const { app } = await testApp(t);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const request = `POST /v1/evaluations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`;
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(
      ...['\r\n', '\r\n\r\n', ': ', 'GET / HTTP/1.1\r\n', 'transfer-encoding: chunked\r\n'].map((text) =>
        Buffer.from(text),
      ),
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(piece, { maxLength: 4 }), async (at, pieces) => {
      const start = at % request.length;
      const bytes = Buffer.concat([Buffer.from(request.slice(0, start)), ...pieces, Buffer.from(request.slice(start))]);
      const answer = await exchange(port, bytes);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 5/);
    }),
    { numRuns: Math.ceil(fuzzCases / 10) },
  );
  assert.equal((await fetch(`http://127.0.0.1:${port}/health/live`)).status, 200);
});

/** What a connection gets for these bytes before it is closed by either side. */
function exchange(port: number, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (part) => parts.push(part));
    socket.on('error', () => undefined); // reset by the server: dropped
    socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
  });
}
