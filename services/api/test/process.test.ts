import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createEvaluationStore } from '@model-trace/core/storage';
import { executeSql, testDatabase } from '../../../packages/core/test/services.ts';
import { follow } from './event-client.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** The API as its own process; `next` waits for a log line. */
function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (msg: string): Promise<Record<string, unknown>> => {
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      const entry = JSON.parse(line.value);
      if (entry.msg === msg) return entry;
    }
    throw new Error(`the process ended without logging "${msg}"`);
  };
  return { child, next, exit: once(child, 'exit') };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} lets a request under way finish, then ends the process with 0`, async (t) => {
    const { child, next, exit } = start({ DATABASE_URL: await testDatabase(t), PORT: '0' });
    t.after(() => void child.kill('SIGKILL'));
    const { url } = await next('API started');
    // Headers are sent, the body is not: the request is under way.
    const submission = request(`${url}/v1/evaluations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2 },
    });
    submission.flushHeaders();
    const answered = once(submission, 'response');
    await fetch(`${url}/health/live`);
    child.kill(signal);
    await next('API stopping');
    submission.end('{}');
    const [response] = await answered;
    assert.equal(response.statusCode, 400);
    assert.equal(response.headers.connection, 'close');
    response.resume();
    assert.deepEqual(await exit, [0, null]);
    await assert.rejects(fetch(`${url}/health/live`));
  });
}

test('a wrong environment ends the process with 2 and says what is wrong', async (t) => {
  const { child, next, exit } = start({ PORT: '0' });
  t.after(() => void child.kill('SIGKILL'));
  const { code, fix } = await next('API not started');
  assert.equal(code, 'ENVIRONMENT_INVALID');
  assert.match(String(fix), /DATABASE_URL/);
  assert.deepEqual(await exit, [2, null]);
});

test('a database of a newer version is not served', async (t) => {
  const databaseUrl = await testDatabase(t);
  await executeSql(
    databaseUrl,
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`,
  );
  const { child, next, exit } = start({ DATABASE_URL: databaseUrl, PORT: '0' });
  t.after(() => void child.kill('SIGKILL'));
  assert.equal((await next('API not started')).code, 'DATABASE_NEWER');
  const [status] = await exit;
  assert.notEqual(status, 0);
});

test('a port that is taken is named', async (t) => {
  const databaseUrl = await testDatabase(t, { migrated: false });
  const first = start({ DATABASE_URL: databaseUrl, PORT: '0' });
  t.after(() => void first.child.kill('SIGKILL'));
  const { port } = new URL(String((await first.next('API started')).url));
  const second = start({ DATABASE_URL: databaseUrl, PORT: port });
  t.after(() => void second.child.kill('SIGKILL'));
  const { err } = await second.next('API not started');
  assert.match((err as { message: string }).message, new RegExp(`Port ${port} .* in use`));
  assert.deepEqual(await second.exit, [2, null]);
});

test('streams end when the process does, and go on where they were at the next one', async (t) => {
  const databaseUrl = await testDatabase(t);
  const store = createEvaluationStore({ connectionString: databaseUrl });
  t.after(() => store.close());
  const request = { model: 'owner/name', tasks: ['perplexity' as const] };
  const error = { code: 'HUB_UNAVAILABLE', detail: 'away', retryable: true, fix: null };
  const { id } = await store.create({ request, commit: null, baseCommit: null });
  const begin = async () => {
    const api = start({ DATABASE_URL: databaseUrl, PORT: '0' });
    t.after(() => void api.child.kill('SIGKILL'));
    return { ...api, url: String((await api.next('API started')).url) };
  };
  const path = `/v1/evaluations/${id}/events`;
  const first = await begin();
  const one = await follow(first.url + path);
  await one.count(1);
  first.child.kill('SIGTERM');
  await one.ended;
  assert.deepEqual(await first.exit, [0, null]);
  await store.start(id);

  const second = await begin();
  const two = await follow(second.url + path, { 'last-event-id': one.received.at(-1)!.id });
  await two.count(1);
  // Without notice this time.
  second.child.kill('SIGKILL');
  await assert.rejects(two.ended);
  await store.requeue(id, 1, error);
  await store.start(id);
  await store.fail(id, 2, error);

  const third = await begin();
  const three = await follow(third.url + path, { 'last-event-id': two.received.at(-1)!.id });
  await three.ended;
  assert.deepEqual(
    [one, two, three].map(({ received }) => received.map(({ event }) => event.slice(11))),
    [['queued'], ['running'], ['requeued', 'running', 'failed']],
  );
});
