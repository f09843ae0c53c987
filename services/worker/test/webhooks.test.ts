import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSecretBox } from '@model-trace/core/secrets';
import { createEvaluationStore, createEventStore, createWebhookStore } from '@model-trace/core/storage';
import { newWebhookSecret, webhookSecretContext } from '@model-trace/core/webhooks';
import pg from 'pg';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql, testDatabase } from '../../../packages/core/test/services.ts';
import { startWebhookSender, type WebhookSenderOptions } from '../src/webhook-sender.ts';
import { webhookReceiver } from './webhook-receiver.ts';

const request = { model: 'owner/name', tasks: ['perplexity' as const] };
const error = { code: 'HUB_UNAVAILABLE', detail: 'away', retryable: true, fix: null };
const secrets = createSecretBox([Buffer.alloc(32, 7)]);
const seal = (secret: string) => (id: string) => secrets.seal(secret, webhookSecretContext(id));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 20_000; !(await condition()); await sleep(20))
    if (performance.now() > end) throw new Error('not within 20 s');
}

async function stores(t: { after(cleanup: () => Promise<void>): void; passed?: boolean }) {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  const events = createEventStore({ connectionString });
  const webhooks = createWebhookStore({ connectionString, maxConnections: 4 });
  t.after(async () => void (await Promise.all([store.close(), events.close(), webhooks.close()])));
  const send = (options: Partial<WebhookSenderOptions> = {}) => {
    const sender = startWebhookSender({
      ...{ webhooks, events, secrets, logger: pino({ level: 'silent' }), allowPrivate: true, intervalMs: 100 },
      ...options,
    });
    t.after(() => sender.stop());
    return sender;
  };
  return { connectionString, store, webhooks, send };
}

test('the end of an evaluation is told, signed so that the library verifies it, and a rotation signs twice', async (t) => {
  const { connectionString, store, webhooks, send } = await stores(t);
  const { url, messages } = await webhookReceiver(t);
  const [first, second] = [newWebhookSecret(), newWebhookSecret()];
  const hook = await webhooks.create({ url, sealSecret: seal(first) });
  send();
  const finish = async () => {
    const { id } = await store.create({ request, commit: null, baseCommit: null });
    await store.start(id);
    await store.succeed(id, 1, exampleResults(request));
    return id;
  };
  const id = await finish();
  await until(() => messages.length === 1);
  const [{ headers, body }] = messages;
  const payload = new Webhook(first).verify(body, headers) as { type: string; data: Record<string, unknown> };
  assert.deepEqual([payload.type, payload.data.id, payload.data.status], ['evaluation.succeeded', id, 'succeeded']);
  assert.equal(headers['content-type'], 'application/json');

  await webhooks.rotate(hook.id, secrets.seal(second, webhookSecretContext(hook.id)), { overlapMs: 3_600_000 });
  await finish();
  await until(() => messages.length === 2);
  for (const secret of [first, second]) new Webhook(secret).verify(messages[1].body, messages[1].headers);
  await executeSql(connectionString, `update webhooks set previous_secret_until = now() - interval '1 s'`);
  await finish();
  await until(() => messages.length === 3);
  new Webhook(second).verify(messages[2].body, messages[2].headers);
  assert.throws(() => new Webhook(first).verify(messages[2].body, messages[2].headers));

  await until(async () =>
    (await webhooks.deliveries(hook.id, { limit: 9 })).every(({ status }) => status === 'delivered'),
  );
  const log = await webhooks.deliveries(hook.id, { limit: 9 });
  assert.deepEqual([log.length, log[0].tries, log[0].log[0].status], [3, 1, 204]);
  assert.deepEqual(
    log.map((each) => each.id).reverse(),
    messages.map((each) => each.headers['webhook-id']),
  );
  const replayed = await webhooks.replay(hook.id, log[1].id);
  assert.deepEqual([replayed?.status, replayed?.tries], ['pending', 0]);
  await until(() => messages.length === 4);
  assert.equal(messages[3].headers['webhook-id'], log[1].id);
  assert.equal(await webhooks.replay(hook.id, hook.id), null);
  const { rows } = await executeSql(connectionString, 'select encode(secret, $$escape$$) as text from webhooks');
  assert.ok(!rows[0].text.includes('whsec_') && !rows[0].text.includes(second.slice(6)));
});

test('webhooks of evaluations: types that were asked for, what was joined, and what has ended already', async (t) => {
  const { store, send } = await stores(t);
  const { url, messages } = await webhookReceiver(t);
  const webhook = { url, sealSecret: seal(newWebhookSecret()) };
  send();
  const submit = async (
    eventTypes: Parameters<typeof store.submit>[0][number]['webhook'] extends infer W ? W : never,
  ) => (await store.submit([{ request, commit: 'c', baseCommit: null, contentKey: 'k', webhook: eventTypes }]))[0];
  const types = () => messages.map(({ body }) => JSON.parse(body).type.slice(11)).sort();
  const { evaluation } = await submit({ ...webhook, eventTypes: ['evaluation.queued', 'evaluation.running'] });
  assert.equal((await submit(webhook)).outcome, 'joined');
  await store.start(evaluation.id);
  await store.succeed(evaluation.id, 1, exampleResults(request));
  await until(() => messages.length === 3);
  assert.deepEqual(types(), ['queued', 'running', 'succeeded']);
  assert.equal((await submit(webhook)).outcome, 'reused');
  await until(() => messages.length === 4);
  assert.deepEqual(types(), ['queued', 'running', 'succeeded', 'succeeded']);
});

test('what fails is tried again over 24 hours and then given up; 410 ends the webhook', async (t) => {
  const { store, webhooks, send } = await stores(t);
  const { url, messages } = await webhookReceiver(t, (i) => (i < 8 ? 500 : 410));
  const hook = await webhooks.create({ url, sealSecret: seal(newWebhookSecret()) });
  // A receiver sees the clock of the service: it may be years off here.
  let clock = Date.now() + 1_000;
  const sender = send({ now: () => new Date(clock), random: () => 0, intervalMs: 10 });
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  await store.cancel(id);
  const delivery = async () => (await webhooks.deliveries(hook.id, { limit: 2 }))[0];
  const hour = 3_600_000;
  const delays: number[] = [];
  for (let tries = 1; tries <= 8; tries++) {
    await until(async () => (await delivery())?.log.length === tries);
    const { nextTryAt } = await delivery();
    if (nextTryAt === null) break;
    delays.push(nextTryAt.getTime() - clock);
    // Not a moment too early.
    clock = nextTryAt.getTime();
    await sleep(60);
    assert.equal(messages.length, tries);
    clock += 1;
  }
  assert.deepEqual(delays, [5_000, 300_000, hour / 2, 2 * hour, 5 * hour, 8 * hour, 8 * hour]);
  const given = await delivery();
  assert.deepEqual(
    [given.status, given.tries, new Set(given.log.map(({ status }) => status))],
    ['failed', 8, new Set([500])],
  );
  assert.equal(new Set(messages.map(({ headers }) => headers['webhook-id'])).size, 1);

  const other = await store.create({ request, commit: null, baseCommit: null });
  await store.cancel(other.id);
  clock = Date.now() + 60_000;
  await until(async () => (await webhooks.get(hook.id))!.disabled);
  const third = await store.create({ request, commit: null, baseCommit: null });
  await store.cancel(third.id);
  assert.equal((await webhooks.deliveries(hook.id, { limit: 9 })).length, 2);
  await sender.stop();
});

test('a process that is killed while it sends: another sends again, with the same id', async (t) => {
  const { connectionString, store, webhooks, send } = await stores(t);
  // The first try is never answered.
  const { url, messages } = await webhookReceiver(t, (i) => (i === 0 ? null : 204));
  const hook = await webhooks.create({ url, sealSecret: seal(newWebhookSecret()) });
  const child = spawn(process.execPath, [fileURLToPath(new URL('webhook-process.ts', import.meta.url))], {
    env: { PATH: process.env.PATH, DATABASE_URL: connectionString },
    stdio: 'inherit',
  });
  const exit = once(child, 'exit');
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  await store.start(id);
  await store.fail(id, 1, error);
  await until(() => messages.length === 1);
  child.kill('SIGKILL');
  await exit;
  send();
  await until(async () => (await webhooks.deliveries(hook.id, { limit: 1 }))[0].status === 'delivered');
  assert.deepEqual([messages.length, new Set(messages.map(({ headers }) => headers['webhook-id'])).size], [2, 1]);
  assert.equal((await webhooks.deliveries(hook.id, { limit: 1 }))[0].tries, 2);
});

test('five senders at once: each message once', async (t) => {
  const { store, webhooks, send } = await stores(t);
  const { url, messages } = await webhookReceiver(t);
  await webhooks.create({ url, sealSecret: seal(newWebhookSecret()) });
  for (let i = 0; i < 5; i++) send({ concurrency: 4 });
  await Promise.all(
    Array.from({ length: 60 }, async () => {
      const { id } = await store.create({ request, commit: null, baseCommit: null });
      await store.cancel(id);
    }),
  );
  await until(() => messages.length >= 60);
  await sleep(200);
  assert.deepEqual([messages.length, new Set(messages.map(({ headers }) => headers['webhook-id'])).size], [60, 60]);
});

test('an address that does not answer holds up nobody else', async (t) => {
  const { store, webhooks, send } = await stores(t);
  const silent = await webhookReceiver(t, () => null);
  const { url, messages } = await webhookReceiver(t);
  // Of all evaluations.
  await webhooks.create({ url: silent.url, sealSecret: seal(newWebhookSecret()) });
  for (let i = 0; i < 20; i++) {
    const { id } = await store.create({ request, commit: null, baseCommit: null });
    await store.cancel(id);
  }
  const webhook = { url, sealSecret: seal(newWebhookSecret()) };
  for (let i = 0; i < 10; i++) {
    const [{ evaluation }] = await store.submit([{ request, commit: null, baseCommit: null, webhook }]);
    await store.cancel(evaluation.id);
  }
  const sender = send({ concurrency: 4, timeoutMs: 4_000 });
  await until(() => messages.length === 10);
  // None of the silent one's has been given up by then, and no more than two have been tried.
  assert.equal(silent.messages.length, 2);
  await sender.stop();
});

test('the end of an evaluation is told to who joins it in that very moment', async (t) => {
  const { connectionString, store } = await stores(t);
  const wanted = { request, commit: null, baseCommit: null, contentKey: 'same' };
  const [{ evaluation }] = await store.submit([wanted]);
  await store.start(evaluation.id);
  const other = new pg.Client({ connectionString });
  await other.on('error', () => {}).connect();
  await other.query('begin');
  await other.query(`update evaluations set status = 'failed', finished_at = now() where id = '${evaluation.id}'`);
  const webhook = { url: 'https://example.org/', sealSecret: seal(newWebhookSecret()) };
  const joining = store.submit([{ ...wanted, webhook }]);
  // Until it waits for the other one; it has been stored by then where it does not wait.
  const waits = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const stored = 'select from webhooks';
  await until(async () =>
    (await Promise.all([waits, stored].map((each) => executeSql(connectionString, each)))).some(
      (each) => each.rowCount,
    ),
  );
  await other.query('commit');
  await other.end();
  const [{ outcome }] = await joining;
  assert.equal(outcome, 'joined');
  const { rows } = await executeSql(connectionString, 'select event_type from webhook_deliveries');
  assert.deepEqual(rows, [{ event_type: 'evaluation.failed' }]);
});
