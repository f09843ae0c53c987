import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, type EvaluationEvent } from '../src/index.ts';
import { type Answer, fakeServer, json, problem } from './fake-server.ts';

const path = '/v1/evaluations/1/events';

/** Writes these events and then goes away, in the middle of a line if asked to. */
const stream =
  (text: string, { cut = false } = {}): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(text);
    setTimeout(() => (cut ? response.socket!.resetAndDestroy() : response.end()), 30);
  };
const event = (id: number, type: string, data: object) =>
  `id: ${id}\nevent: evaluation.${type}\ndata: ${JSON.stringify({
    ...{ type: `evaluation.${type}`, timestamp: '2026-01-31T12:00:00.000Z' },
    data: { id: '1', status: type === 'progress' ? 'running' : type, ...data },
  })}\n\n`;

async function collect(events: AsyncIterable<EvaluationEvent>): Promise<EvaluationEvent[]> {
  const all: EvaluationEvent[] = [];
  for await (const one of events) all.push(one);
  return all;
}

test('events go on after the last that arrived, whatever breaks, until the one that ends the evaluation', async (t) => {
  const { url, seen } = await fakeServer(t, [
    stream(
      `retry: 1\n: heartbeat\n\n${event(3, 'running', {})}${event(4, 'progress', { progress: { done: 1 } })}id: 5\nevent: ev`,
      {
        cut: true,
      },
    ),
    problem(503, { code: 'UNAVAILABLE', retryable: true }, { 'retry-after': '0' }),
    stream(event(5, 'progress', { progress: { done: 2 } })),
    stream(`${event(6, 'succeeded', {})}${event(7, 'queued', {})}`),
  ]);
  const client = createClient({ baseUrl: url, apiKey: 'mt_x' });
  const events = await collect(client.events('1', { lastEventId: '2' }));
  assert.deepEqual(
    events.map(({ id, type, data }) => [id, type.slice('evaluation.'.length), data.progress?.done]),
    [
      ['3', 'running', undefined],
      ['4', 'progress', 1],
      ['5', 'progress', 2],
      ['6', 'succeeded', undefined],
    ],
  );
  assert.deepEqual(
    seen.map(({ headers }) => headers['last-event-id']),
    ['2', '4', '4', '5'],
  );
  assert.ok(seen.every((one) => one.path === path && one.headers.authorization === 'Bearer mt_x'));
});

test('a stream that is refused, or asked not to come again, ends', async (t) => {
  const refused = await fakeServer(t, [problem(404, { code: 'NOT_FOUND' })]);
  await assert.rejects(collect(createClient({ baseUrl: refused.url }).events('1')), { code: 'NOT_FOUND', status: 404 });
  const over = await fakeServer(t, [(response) => void response.writeHead(204).end()]);
  assert.deepEqual(await collect(createClient({ baseUrl: over.url }).events('1')), []);
  assert.deepEqual([refused.seen.length, over.seen.length], [1, 1]);
});

test('an iteration that is left closes its connection', async (t) => {
  let closed: () => void;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const open: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event(1, 'running', {}));
    response.on('close', () => closed());
  };
  const { url } = await fakeServer(t, [open]);
  for await (const { id } of createClient({ baseUrl: url }).events('1')) {
    assert.equal(id, '1');
    break;
  }
  await gone;
});

test('waitFor follows events where there are some', async (t) => {
  const status = ['queued', 'succeeded'];
  const { url, seen } = await fakeServer(t, [
    (response, request) => {
      if (request.path === path)
        return stream(`${event(1, 'running', {})}${event(2, 'succeeded', {})}`)(response, request);
      json({ id: '1', status: status.shift() }, 200, { 'retry-after': '60' })(response, request);
    },
  ]);
  const shown: string[] = [];
  const done = await createClient({ baseUrl: url }).waitFor('1', { onProgress: (one) => void shown.push(one.status) });
  assert.equal(done.status, 'succeeded');
  assert.deepEqual(shown, ['queued', 'running', 'succeeded']);
  assert.deepEqual(
    seen.map((one) => one.path === path),
    [false, true, false],
  );
});

test('waitFor asks as often as Retry-After says where there are none', async (t) => {
  const status = ['running', 'failed'];
  const { url, seen } = await fakeServer(t, [
    (response, request) => {
      if (request.path === path) return problem(404, { code: 'NOT_FOUND' })(response, request);
      json({ id: '1', status: status.shift() }, 200, { 'retry-after': '1' })(response, request);
    },
  ]);
  const startedAt = performance.now();
  assert.equal((await createClient({ baseUrl: url }).waitFor('1')).status, 'failed');
  assert.ok(performance.now() - startedAt >= 995);
  assert.equal(seen.length, 3);
});

test('waitFor gives up after its time, and for a signal', async (t) => {
  const { url } = await fakeServer(t, [
    (response, request) => {
      if (request.path !== path) return json({ id: '1', status: 'queued' })(response, request);
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': nothing yet\n\n');
    },
  ]);
  const client = createClient({ baseUrl: url });
  await assert.rejects(client.waitFor('1', { timeoutMs: 80 }), { code: 'WAIT_TIMEOUT', message: /0\.08 s/ });
  const signal = AbortSignal.timeout(80);
  await assert.rejects(client.waitFor('1', { signal }), { name: 'TimeoutError' });
});
