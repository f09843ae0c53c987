import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEventStore, firstPosition } from '@model-trace/core/storage';
import { pino } from 'pino';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql } from '../../../packages/core/test/services.ts';
import { createEventFeed } from '../src/events/event-feed.ts';
import { follow } from './event-client.ts';
import { runningApi } from './running-api.ts';
import { testApp } from './test-app.ts';

const request = { model: 'owner/g0', tasks: ['perplexity' as const] };
const error = { code: 'HUB_UNAVAILABLE', detail: 'away', retryable: true, fix: null };
const progress = {
  ...{ task: 'perplexity' as const, phase: 'layers' as const },
  done: 1,
  total: 2,
  unit: 'layers' as const,
};
const short = (events: { event: string }[]) => events.map(({ event }) => event.slice(11));

describe('the stream of one evaluation', () => {
  test('begins with its state, tells each change, and ends with it', async (t) => {
    const { url, store } = await runningApi(t);
    const { id } = await store.create({ request, commit: null, baseCommit: null });
    const client = await follow(`${url}/v1/evaluations/${id}/events`);
    assert.equal(client.status, 200);
    assert.equal(client.headers['content-type'], 'text/event-stream; charset=utf-8');
    assert.equal(client.headers['x-accel-buffering'], 'no');
    assert.match(client.headers['cache-control']!, /no-transform/);
    assert.equal(client.headers['content-encoding'], undefined);
    assert.ok(client.headers['x-request-id']);
    await client.count(1);
    await store.start(id);
    const at = performance.now();
    await store.saveProgress(id, 1, progress);
    await client.count(3);
    assert.ok(performance.now() - at < 900, 'woken, not polled');
    await store.succeed(id, 1, exampleResults(request));
    await client.ended;
    assert.deepEqual(short(client.received), ['queued', 'running', 'progress', 'succeeded']);
    assert.match(client.text(), /^retry: 2000\n\nid: \d+-\d+\nevent: evaluation\.queued\ndata: \{"type"/);
    assert.deepEqual(client.received[2].data.data.progress, progress);
    assert.equal(client.received[3].data.data.url, `/v1/evaluations/${id}`);

    // Whoever comes later sees the end alone; whoever has seen it is told not to come again.
    const late = await follow(`${url}/v1/evaluations/${id}/events`);
    await late.ended;
    assert.deepEqual(late.received, [client.received[3]]);
    const lastId = client.received[3].id;
    assert.equal((await follow(`${url}/v1/evaluations/${id}/events`, { 'last-event-id': lastId })).status, 204);
    for (const [i, { id: seen }] of client.received.slice(0, 3).entries()) {
      const resumed = await follow(`${url}/v1/evaluations/${id}/events?lastEventId=${seen}`);
      await resumed.ended;
      assert.deepEqual(resumed.received, client.received.slice(i + 1));
    }
  });

  test('what is not there, and ids that are none', async (t) => {
    const { get, store } = await runningApi(t);
    const missing = await get('/v1/evaluations/01890000-0000-7000-8000-000000000000/events');
    assert.deepEqual([missing.status, missing.body.code], [404, 'NOT_FOUND']);
    const { id } = await store.create({ request, commit: null, baseCommit: null });
    for (const last of ['x', '1', '99999999999999999999-1', '1-9999999999999999999'])
      for (const path of [`/v1/evaluations/${id}/events`, '/v1/events'])
        assert.equal((await get(`${path}?lastEventId=${last}`)).body.code, 'VALIDATION_FAILED', last);
    assert.equal((await get('/v1/events?type=evaluation.exploded')).status, 400);
  });
});

describe('the stream of all', () => {
  test('tells what happens from now on, filtered by type', async (t) => {
    const { url, store } = await runningApi(t);
    const before = await store.create({ request, commit: null, baseCommit: null });
    const all = await follow(`${url}/v1/events`);
    const ends = await follow(`${url}/v1/events?type=evaluation.failed,evaluation.canceled`);
    const starts = await follow(`${url}/v1/events?type=evaluation.running&type=evaluation.requeued`);
    await store.start(before.id);
    await store.requeue(before.id, 1, error);
    await store.start(before.id);
    await store.fail(before.id, 2, error);
    const other = await store.create({ request, commit: null, baseCommit: null });
    await store.cancel(other.id);
    assert.deepEqual(short(await ends.count(2)), ['failed', 'canceled']);
    assert.deepEqual(short(await starts.count(3)), ['running', 'requeued', 'running']);
    // On a server that others use the first may be one of just before.
    const told = (await all.count(6)).filter(
      ({ event, data }) => !(event === 'evaluation.queued' && data.data.id === before.id),
    );
    if (told.length < 6) await all.count(all.received.length + 6 - told.length);
    assert.deepEqual(short(all.received.slice(-6)), ['running', 'requeued', 'running', 'failed', 'queued', 'canceled']);
    for (const client of [all, ends, starts]) client.close();
  });

  test('who comes back at random misses nothing and gets nothing twice, over 300 changes', async (t) => {
    const { url, store, databaseUrl } = await runningApi(t);
    const received: string[] = [];
    let lastId = firstPosition;
    let going = true;
    const reader = (async () => {
      while (going || received.length < 300) {
        const client = await follow(`${url}/v1/events`, { 'last-event-id': lastId });
        await sleep(Math.random() * 120);
        client.close();
        received.push(...client.received.map(({ id }) => id));
        lastId = client.received.at(-1)?.id ?? lastId;
      }
    })();
    const change = async () => {
      const { id } = await store.create({ request, commit: null, baseCommit: null });
      await store.start(id);
      await store.fail(id, 1, error);
    };
    for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 20 }, change));
    going = false;
    await reader;
    const { rows } = await executeSql(databaseUrl, 'select transaction, id from events order by transaction, id');
    assert.deepEqual(
      received,
      rows.map(({ transaction, id }) => `${transaction}-${id}`),
    );
  });
});

describe('limits of streams', () => {
  test('of one client, of the process, and places that come free again', async (t) => {
    const { app } = await testApp(t, { streams: { perAddress: 2, streams: 3 }, trustProxy: true });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const url = `${app.listeningOrigin}/v1/events`;
    const from = (address: string) => follow(url, { 'x-forwarded-for': address });
    const code = async (address: string) => {
      const response = await fetch(url, { headers: { 'x-forwarded-for': address } });
      const body = (await response.json()) as { code: string };
      return [response.status, body.code, response.headers.has('retry-after')];
    };
    const [first] = [await from('10.0.0.1'), await from('10.0.0.1')];
    assert.deepEqual((await code('10.0.0.1')).slice(0, 2), [429, 'STREAM_LIMIT']);
    await from('10.0.0.2');
    assert.deepEqual(await code('10.0.0.3'), [503, 'STREAMS_FULL', true]);
    first.close();
    for (let i = 0; ; i++) {
      const { status, close } = await from('10.0.0.3');
      if (status === 200) break;
      close();
      assert.ok(i < 100);
      await sleep(20);
    }
  });

  test('a silent stream is told to live; all end when the service does', async (t) => {
    const { app } = await testApp(t, { streams: { heartbeatMs: 30 } });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = await follow(`${app.listeningOrigin}/v1/events`);
    await sleep(200);
    assert.ok(client.text().split(': alive\n\n').length > 3, client.text());
    const at = performance.now();
    await app.close();
    await client.ended;
    assert.ok(performance.now() - at < 2_000);
  });

  test('a stream ends cleanly after its time', async (t) => {
    const { app } = await testApp(t, { streams: { heartbeatMs: 10_000, lifetimeMs: 100 } });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const at = performance.now();
    const client = await follow(`${app.listeningOrigin}/v1/events`);
    await client.ended;
    assert.ok(performance.now() - at < 5_000);
    assert.match(client.text(), /^retry: 2000\n\n/);
  });

  test('who takes nothing is cut, and nothing piles up for them', async (t) => {
    let sent = 0;
    const big = 'x'.repeat(20_000);
    const { app } = await testApp(t, {
      streams: { stallMs: 300 },
      events: {
        now: async () => firstPosition,
        after: async (position, { limit }) => {
          const start = Number(position.split('-')[1]) + 1;
          sent += limit;
          const events = Array.from({ length: limit }, (_, i) => ({
            ...{ position: `1-${start + i}`, type: 'evaluation.queued' as const, createdAt: new Date() },
            data: { id: 'a', url: '/', status: 'queued', model: big, attempts: 0, finishedAt: null },
          }));
          return { events, held: false };
        },
        ofEvaluations: async () => [],
        current: async () => null,
        listen: () => ({ close: async () => {} }),
      },
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const client = await follow(`${app.listeningOrigin}/v1/events`);
    client.message.pause();
    await sleep(1_000);
    const after = sent;
    await sleep(300);
    // It is cut, and the feed reads for nobody any more.
    assert.equal(sent, after);
    client.message.resume();
    await assert.rejects(client.ended);
    assert.ok(sent < 3_000, `${sent} events read`);
  });
});

test('a database that comes back goes on telling', async (t) => {
  const { url, store, databaseUrl } = await runningApi(t);
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  const client = await follow(`${url}/v1/evaluations/${id}/events`);
  await client.count(1);
  await executeSql(
    databaseUrl,
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await store.start(id).catch(() => store.start(id));
  assert.deepEqual(short(await client.count(2)), ['queued', 'running']);
  client.close();
});

test('a hundred streams of one process hold one connection', async (t) => {
  const { databaseUrl, store } = await runningApi(t);
  const events = createEventStore({ connectionString: databaseUrl });
  const feed = createEventFeed({ events, log: pino({ level: 'silent' }) });
  t.after(async () => void (await Promise.all([feed.close(), events.close()])));
  const submitted = await Promise.all(
    Array.from({ length: 100 }, () => store.create({ request, commit: null, baseCommit: null })),
  );
  const subscriptions = submitted.map(({ id }) => feed.subscribe({ evaluationId: id, after: firstPosition }));
  for (const [i, subscription] of subscriptions.entries()) {
    const [event] = await subscription.next(10_000);
    assert.deepEqual([event.type, event.data.id], ['evaluation.queued', submitted[i].id]);
  }
  const { rows } = await executeSql(
    databaseUrl,
    `select count(*)::int from pg_stat_activity where datname = current_database() and application_name = 'model-trace events'`,
  );
  assert.equal(rows[0].count, 1);
});
