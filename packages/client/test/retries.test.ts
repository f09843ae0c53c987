import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, createClient, type RetryOptions } from '../src/index.ts';
import { type Answer, closedPort, fakeServer, json, problem, reset } from './fake-server.ts';

const request = { model: 'a/b', tasks: ['perplexity' as const] };
const busy = { code: 'RATE_LIMITED', retryable: true };
const away = { code: 'UNAVAILABLE', retryable: true };

async function serving(
  t: { after(cleanup: () => void): void },
  answers: Answer[],
  retry: Partial<RetryOptions> = { firstDelayMs: 1 },
) {
  const { url, seen } = await fakeServer(t, answers);
  return { client: createClient({ baseUrl: url, retry }), seen };
}

test('a submission that is cut off, refused as busy and refused as away is repeated with one key', async (t) => {
  const { client, seen } = await serving(t, [
    reset,
    problem(429, busy),
    problem(503, away),
    (response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'),
    json({ id: '1' }, 202),
  ]);
  assert.equal((await client.submit(request)).id, '1');
  const keys = seen.map(({ headers }) => headers['idempotency-key']);
  assert.equal(keys.length, 5);
  assert.match(String(keys[0]), /^[0-9a-f]{32}$/);
  assert.equal(new Set(keys).size, 1);
  assert.ok(seen.every(({ body }) => body === JSON.stringify(request)));
  await client.submit(request);
  assert.notEqual(seen.at(-1)!.headers['idempotency-key'], keys[0]);
});

for (const [what, value] of [
  ['seconds', () => '1'],
  // HTTP dates have whole seconds: two from now are more than one.
  ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
] as const) {
  test(`Retry-After as ${what} is waited for`, async (t) => {
    const { client } = await serving(t, [
      (response, seen) => problem(429, busy, { 'retry-after': value() })(response, seen),
      json({ id: '1' }),
    ]);
    const startedAt = performance.now();
    await client.evaluation('1');
    const tookMs = performance.now() - startedAt;
    // Timers may fire a millisecond early.
    assert.ok(tookMs >= 995, `${tookMs} ms`);
  });
}

test('a Retry-After of days is told, not waited for', async (t) => {
  const body = { code: 'SUBMISSIONS_EXCEEDED', retryable: true, fix: 'Wait' };
  const { client, seen } = await serving(t, [problem(429, body, { 'retry-after': '86400' })]);
  await assert.rejects(client.submit(request), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.code, error.status, error.fix, error.retryable, error.retryAfterMs],
      ['SUBMISSIONS_EXCEEDED', 429, 'Wait', true, 86_400_000],
    );
    return true;
  });
  assert.equal(seen.length, 1);
});

test('tries come to an end, with the last failure', async (t) => {
  const { client, seen } = await serving(t, [problem(503, away)], { firstDelayMs: 1, attempts: 3 });
  await assert.rejects(client.evaluation('1'), { code: 'UNAVAILABLE', status: 503 });
  assert.equal(seen.length, 3);
});

test('a refusal that another try cannot change is not repeated, and tells of its fields', async (t) => {
  const errors = [{ pointer: '/model', in: 'body', code: 'MODEL_NOT_FOUND', detail: 'no such' }];
  const body = { code: 'MODEL_NOT_FOUND', retryable: false, fix: 'Check the id', errors, requestId: 'r1' };
  const { client, seen } = await serving(t, [problem(422, { ...body, detail: 'There is no "a/b"' })]);
  await assert.rejects(client.submit(request), {
    ...{ name: 'ApiError', code: 'MODEL_NOT_FOUND', message: 'There is no "a/b"', detail: 'There is no "a/b"' },
    ...{ fix: 'Check the id', status: 422, retryable: false, errors, requestId: 'r1' },
  });
  assert.equal(seen.length, 1);
  const still = await serving(t, [problem(503, { code: 'HUB_RANGE_IGNORED', retryable: false })]);
  await assert.rejects(still.client.evaluation('1'), { code: 'HUB_RANGE_IGNORED' });
  assert.equal(still.seen.length, 1);
});

test('an answer that breaks off is asked for again', async (t) => {
  const half: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"id":');
    setTimeout(() => response.socket!.resetAndDestroy(), 20);
  };
  const { client, seen } = await serving(t, [half, json({ id: '1' })]);
  assert.equal((await client.evaluation('1')).id, '1');
  assert.equal(seen.length, 2);
});

test('a submission whose first request is still under way is asked for again', async (t) => {
  const body = { code: 'IDEMPOTENCY_IN_FLIGHT', retryable: true };
  const { client, seen } = await serving(t, [problem(409, body, { 'retry-after': '0' }), json({ id: '1' }, 202)]);
  await client.submit(request);
  assert.equal(seen.length, 2);
});

test('a retry of an evaluation is not repeated when it may have been carried out', async (t) => {
  const cut = await serving(t, [reset]);
  await assert.rejects(cut.client.retry('1'), { code: 'UNAVAILABLE', status: null });
  assert.equal(cut.seen.length, 1);
  const refused = await serving(t, [problem(429, busy), json({ id: '1' }, 202)]);
  await refused.client.retry('1');
  assert.equal(refused.seen.length, 2);
});

test('nobody there, and somebody else there, are told apart from the service', async (t) => {
  const nobody = createClient({ baseUrl: `http://127.0.0.1:${await closedPort()}`, retry: { attempts: 1 } });
  await assert.rejects(nobody.evaluation('1'), { code: 'UNAVAILABLE', status: null, message: /ECONNREFUSED/ });
  const page: Answer = (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
  const { client, seen } = await serving(t, [page]);
  await assert.rejects(client.evaluation('1'), { code: 'UNAVAILABLE', message: /not a model-trace server/ });
  assert.equal(seen.length, 1);
  assert.throws(() => createClient({ baseUrl: 'ftp://x' }), { code: 'USAGE', message: /"ftp:\/\/x" is not/ });
});

test('an abort ends a wait between tries with its reason', async (t) => {
  const { url } = await fakeServer(t, [problem(503, away, { 'retry-after': '30' })]);
  const stop = new AbortController();
  const client = createClient({ baseUrl: url, signal: stop.signal });
  setTimeout(() => stop.abort('SIGINT'), 50);
  await assert.rejects(client.evaluation('1'), (reason) => reason === 'SIGINT');
});

test('paths are added to the address, ids are escaped, the key goes along', async (t) => {
  const { url, seen } = await fakeServer(t, [json({ id: '1' })]);
  await createClient({ baseUrl: `${url}/base/`, apiKey: 'mt_x' }).evaluation('a/b');
  await createClient({ baseUrl: url }).submit(request, { cancelAfter: '10m', waitSeconds: 5, idempotencyKey: 'k' });
  assert.deepEqual([seen[0].path, seen[0].headers.authorization], ['/base/v1/evaluations/a%2Fb', 'Bearer mt_x']);
  const { authorization, prefer, 'cancel-after': after, 'idempotency-key': key } = seen[1].headers;
  assert.deepEqual([authorization, prefer, after, key], [undefined, 'wait=5', '10m', 'k']);
});

test('lists are read to their last page', async (t) => {
  const { client, seen } = await serving(t, [
    json({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'c&1' }),
    json({ items: [{ id: 'c' }], nextCursor: null }),
  ]);
  const ids: string[] = [];
  for await (const { id } of client.evaluations({ status: 'failed' })) ids.push(id);
  assert.deepEqual(ids, ['a', 'b', 'c']);
  const queries = seen.map(({ path }) => Object.fromEntries(new URL(path, 'http://x').searchParams));
  assert.deepEqual(queries, [
    { status: 'failed', limit: '200' },
    { status: 'failed', limit: '200', cursor: 'c&1' },
  ]);
});
