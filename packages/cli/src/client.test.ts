import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelTraceError } from '@model-trace/core/errors';
import { createClient } from './client.ts';

const url = 'http://server.test/base';

/** A server that answers each request with the next of these, and remembers what it was asked. */
function fakeServer(...answers: Response[]) {
  const requests: { url: string; init: RequestInit | undefined }[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push({ url: String(input), init });
    const answer = answers.shift();
    assert.ok(answer, `one request too many: ${input}`);
    return answer;
  };
  return { client: createClient({ url, fetch }), requests };
}

const json = (body: unknown, { status = 200, type = 'application/json' } = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

test('paths are added to the address, whatever path it has itself', async () => {
  const { client, requests } = fakeServer(json({ id: 'a/b' }));
  await client.evaluation('a/b');
  assert.equal(requests[0].url, 'http://server.test/base/v1/evaluations/a%2Fb');
});

test('a submission is posted as JSON', async () => {
  const { client, requests } = fakeServer(json({ id: '1' }, { status: 202 }));
  await client.submit({ model: 'g0', tasks: ['perplexity'] });
  assert.equal(requests[0].init?.method, 'POST');
  assert.deepEqual(JSON.parse(String(requests[0].init?.body)), { model: 'g0', tasks: ['perplexity'] });
});

test('the key goes with every request, and none where there is none', async () => {
  const sent: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return json({ id: '1' });
  };
  for (const key of ['mt_x', undefined]) {
    const client = createClient({ url, key, fetch });
    await client.evaluation('1');
    await client.submit({ model: 'g0', tasks: ['perplexity'] });
  }
  assert.deepEqual(sent, ['Bearer mt_x', 'Bearer mt_x', null, null]);
});

test('the leaderboard is read to its last page', async () => {
  const { client, requests } = fakeServer(
    json({ items: [{ model: 'a' }], nextCursor: 'c&1' }),
    json({ items: [{ model: 'b' }], nextCursor: null }),
  );
  const entries = await client.leaderboard({ sort: 'trace' });
  assert.deepEqual(
    entries.map(({ model }) => model),
    ['a', 'b'],
  );
  assert.equal(new URL(requests[1].url).searchParams.get('cursor'), 'c&1');
  assert.equal(new URL(requests[1].url).searchParams.get('sort'), 'trace');
});

test('a problem document becomes an error with its code, detail and fix', async () => {
  const problem = { code: 'MODEL_NOT_FOUND', detail: 'There is no "x"', fix: 'Check the id' };
  const { client } = fakeServer(json(problem, { status: 422, type: 'application/problem+json' }));
  await assert.rejects(client.submit({ model: 'x', tasks: ['perplexity'] }), (error) => {
    assert.ok(error instanceof ModelTraceError);
    assert.equal(error.code, 'MODEL_NOT_FOUND');
    assert.equal(error.message, 'There is no "x"');
    assert.equal(error.fix, 'Check the id');
    return true;
  });
});

test('a code of a newer server is kept in the message', async () => {
  const problem = { code: 'TOO_FAR_AHEAD', detail: 'From the future' };
  const { client } = fakeServer(json(problem, { status: 400, type: 'application/problem+json' }));
  await assert.rejects(client.evaluation('1'), { code: 'INTERNAL', message: /TOO_FAR_AHEAD/ });
});

test('something else behind the address is told apart from our server', async () => {
  const page = () => new Response('<html>', { status: 200, headers: { 'content-type': 'text/html' } });
  await assert.rejects(fakeServer(page()).client.evaluation('1'), {
    code: 'UNAVAILABLE',
    message: /not a model-trace/,
  });
  const missing = new Response('no', { status: 404 });
  await assert.rejects(fakeServer(missing).client.evaluation('1'), { code: 'UNAVAILABLE', message: /404/ });
});

test('a request that is canceled rejects with the reason, not as an absent server', async () => {
  const stop = new AbortController();
  const fetch: typeof globalThis.fetch = async (_input, init) => {
    stop.abort('SIGINT');
    init?.signal?.throwIfAborted();
    throw new Error('the signal was not passed on');
  };
  const client = createClient({ url, fetch, signal: stop.signal });
  await assert.rejects(client.evaluation('1'), (reason) => reason === 'SIGINT');
});
