import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  comparePositions,
  createEvaluationStore,
  createEventStore,
  type EvaluationEvent,
  type EventPosition,
  eventTypes,
  firstPosition,
  type StoredError,
} from '@model-trace/core/storage';
import pg from 'pg';
import { exampleResults } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const request = { model: 'owner/name', tasks: ['perplexity' as const] };
const error: StoredError = { code: 'HUB_UNAVAILABLE', detail: 'away', retryable: true, fix: null };
const progress = (done: number) => ({
  ...{ task: 'perplexity' as const, phase: 'layers' as const },
  ...{ done, total: 100, unit: 'layers' as const },
});

async function stores(t: { after(cleanup: () => Promise<void>): void; passed?: boolean }) {
  const connectionString = await testDatabase(t);
  const evaluations = createEvaluationStore({ connectionString });
  const events = createEventStore({ connectionString });
  t.after(async () => void (await Promise.all([evaluations.close(), events.close()])));
  const submit = async () => (await evaluations.create({ request, commit: null, baseCommit: null })).id;
  const typesOf = async (id: string) =>
    (await events.ofEvaluations([{ id, after: firstPosition }], { limit: 1000 })).map(({ type }) => type.slice(11));
  return { connectionString, evaluations, events, submit, typesOf };
}

/** Transactions of other databases on the server hold events back too: another test's, for a moment. */
async function soon(read: () => Promise<EvaluationEvent[]>, atLeast: number): Promise<EvaluationEvent[]> {
  for (let i = 0; i < 500; i++) {
    const events = await read();
    if (events.length >= atLeast) return events;
    await sleep(20);
  }
  throw new Error(`no ${atLeast} events within 10 s`);
}

async function client(connectionString: string): Promise<pg.Client> {
  const connected = new pg.Client({ connectionString });
  // The database is dropped before it is closed.
  connected.on('error', () => {});
  await connected.connect();
  return connected;
}

test('every change of state has its event, written with it', async (t) => {
  const { connectionString, evaluations, events, submit, typesOf } = await stores(t);
  const id = await submit();
  await evaluations.start(id);
  await evaluations.heartbeat(id, 1);
  await evaluations.saveProgress(id, 1, progress(1));
  await evaluations.requeue(id, 1, error);
  await evaluations.start(id);
  // A second worker takes it over.
  await evaluations.start(id);
  await evaluations.fail(id, 3, error);
  await evaluations.retry(id);
  await evaluations.start(id);
  assert.equal(await evaluations.fail(id, 3, error), false);
  await evaluations.succeed(id, 4, exampleResults(request));
  assert.deepEqual(await typesOf(id), [
    ...['queued', 'running', 'progress', 'requeued', 'running', 'running', 'failed'],
    ...['queued', 'running', 'succeeded'],
  ]);
  const all = await events.ofEvaluations([{ id, after: firstPosition }], { limit: 100 });
  assert.deepEqual(
    all.map(({ data }) => [data.status, data.attempts]),
    [
      ...[
        ['queued', 0],
        ['running', 1],
        ['running', 1],
        ['queued', 1],
        ['running', 2],
        ['running', 3],
      ],
      ...[
        ['failed', 3],
        ['queued', 3],
        ['running', 4],
        ['succeeded', 4],
      ],
    ],
  );
  assert.deepEqual((all[6].data.error as StoredError).code, 'HUB_UNAVAILABLE');
  const stored = (await evaluations.get(id))!;
  assert.equal(all.at(-1)!.data.finishedAt, stored.finishedAt!.toISOString());
  assert.deepEqual(await events.current(id), { ...all.at(-1), createdAt: stored.updatedAt });

  const canceled = await submit();
  await evaluations.cancel(canceled);
  assert.deepEqual(await typesOf(canceled), ['queued', 'canceled']);
  const expired = await submit();
  await executeSql(
    connectionString,
    `update evaluations set deadline_at = now() - interval '1 s' where id = '${expired}'`,
  );
  await evaluations.expire();
  assert.deepEqual(await typesOf(expired), ['queued', 'expired']);
  assert.equal(await events.current('01890000-0000-7000-8000-000000000000'), null);
  const filter = { limit: 100, types: ['evaluation.expired' as const] };
  const types = await soon(async () => (await events.after(firstPosition, filter)).events, 1);
  assert.deepEqual([types.length, types[0].data.id], [1, expired]);
});

test('a change that is rolled back has no event', async (t) => {
  const { connectionString, submit, typesOf } = await stores(t);
  const id = await submit();
  await executeSql(connectionString, `begin; update evaluations set status = 'canceled' where id = '${id}'; rollback`);
  assert.deepEqual(await typesOf(id), ['queued']);
});

test('progress is told twice a second at the most', async (t) => {
  const { evaluations, submit, typesOf } = await stores(t);
  const id = await submit();
  await evaluations.start(id);
  const began = performance.now();
  for (let done = 0; performance.now() - began < 1500; done++) {
    await evaluations.saveProgress(id, 1, progress(done));
    await sleep(20);
  }
  const told = (await typesOf(id)).filter((type) => type === 'progress').length;
  assert.ok(told >= 3 && told <= 4, `${told} in 1.5 s`);
});

test('what a transaction that still runs may come before is held back', async (t) => {
  const { connectionString, events, submit } = await stores(t);
  const older = await client(connectionString);
  t.after(() => older.end());
  const [first, second] = [await submit(), await submit()];
  const start = await events.now();
  await older.query(`begin; update evaluations set status = 'canceled' where id = '${first}'`);
  await executeSql(connectionString, `update evaluations set status = 'canceled' where id = '${second}'`);
  const filter = { limit: 10, types: ['evaluation.canceled' as const] };
  assert.deepEqual(await events.after(start, filter), { events: [], held: true });
  await older.query('commit');
  const given = await soon(async () => (await events.after(start, filter)).events, 2);
  assert.deepEqual(
    given.map(({ data }) => data.id),
    [first, second],
  );
});

test('events of one evaluation keep the order of its changes, whichever transaction was numbered first', async (t) => {
  const { connectionString, evaluations, events, submit } = await stores(t);
  const id = await submit();
  const early = await client(connectionString);
  t.after(() => early.end());
  // Numbered now, and the last to change the row.
  await early.query('begin; select pg_current_xact_id()');
  await evaluations.start(id);
  await early.query(`update evaluations set status = 'canceled' where id = '${id}'; commit`);
  const given = await soon(async () => (await events.after(firstPosition, { limit: 10 })).events, 3);
  assert.deepEqual(
    given.map(({ type }) => type),
    ['evaluation.queued', 'evaluation.running', 'evaluation.canceled'],
  );
});

test('200 changes at a time, a reader that starts again at random: none lost, none twice, all in order', async (t) => {
  const { connectionString, evaluations, events, submit } = await stores(t);
  const workers = 200;
  const perWorker = 5;
  let position = await events.now();
  const given: EvaluationEvent[] = [];
  let done = false;
  let idle = 0;
  const read = async (): Promise<void> => {
    while (idle < 5) {
      const page = await events.after(position, { limit: 1 + Math.floor(Math.random() * 50) });
      // A reader that dies has sent a part of what it read: the next goes on at the last one that was taken.
      const taken = page.events.slice(0, Math.ceil(Math.random() * page.events.length));
      given.push(...taken);
      position = taken.at(-1)?.position ?? position;
      idle = done && page.events.length === 0 && !page.held ? idle + 1 : 0;
      if (page.events.length === 0) await sleep(5);
    }
  };
  const change = async (): Promise<void> => {
    for (let i = 0; i < perWorker; i++) {
      const id = await submit();
      await evaluations.start(id);
      // Both at once: one of them counts.
      await Promise.all([evaluations.cancel(id), evaluations.fail(id, 1, error)]);
    }
  };
  const reading = read();
  await Promise.all(Array.from({ length: workers }, change));
  done = true;
  await reading;
  const { rows } = await executeSql(connectionString, 'select transaction::text, id::text from events');
  const positions = given.map((event) => event.position);
  assert.equal(new Set(positions).size, positions.length);
  assert.deepEqual(
    positions.toSorted(comparePositions),
    rows.map(({ transaction, id }) => `${transaction}-${id}`).toSorted(comparePositions),
  );
  assert.deepEqual(positions, positions.toSorted(comparePositions));
  assert.equal(positions.length, workers * perWorker * 3);
  for (const ofOne of Map.groupBy(given, ({ data }) => data.id).values()) {
    assert.deepEqual(
      ofOne.slice(0, 2).map(({ type }) => type),
      ['evaluation.queued', 'evaluation.running'],
    );
    assert.match(ofOne[2].type, /canceled|failed/);
  }
});

test('a change wakes who listens, and a connection that was cut is made again', async (t) => {
  const { connectionString, events, submit } = await stores(t);
  const wakes = new EventTarget();
  const listener = events.listen(() => wakes.dispatchEvent(new Event('wake')));
  t.after(() => listener.close());
  const woken = async (cause: () => Promise<unknown>) => {
    const wake = once(wakes as never, 'wake', { signal: AbortSignal.timeout(5_000) });
    await cause();
    await wake;
  };
  await woken(async () => {});
  await woken(submit);
  await woken(() =>
    executeSql(
      connectionString,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'model-trace events'`,
    ),
  );
  await sleep(50);
  await woken(submit);
});

test('old events go, and progress of what ended an hour ago', async (t) => {
  const { connectionString, evaluations, events, submit, typesOf } = await stores(t);
  const [ended, running, old] = [await submit(), await submit(), await submit()];
  for (const id of [ended, running]) {
    await evaluations.start(id);
    await evaluations.saveProgress(id, 1, progress(1));
  }
  await evaluations.fail(ended, 1, error);
  assert.equal(await events.forget(), 0);
  await executeSql(
    connectionString,
    `update evaluations set finished_at = now() - interval '61 minutes' where id = '${ended}'`,
  );
  await executeSql(
    connectionString,
    `update events set created_at = now() - interval '8 days' where evaluation_id = '${old}'`,
  );
  assert.equal(await events.forget(), 2);
  assert.deepEqual(await typesOf(ended), ['queued', 'running', 'failed']);
  assert.deepEqual(await typesOf(running), ['queued', 'running', 'progress']);
  assert.deepEqual(await typesOf(old), []);
  // Without events an evaluation is still told of as it is.
  assert.equal((await events.current(old))?.type, 'evaluation.queued');
});

test('many old events go in several transactions, so that readers need not wait for one', async (t) => {
  const { connectionString, events, submit, typesOf } = await stores(t);
  const id = await submit();
  await executeSql(
    connectionString,
    `insert into events (evaluation_id, type, data, created_at)
     select '${id}', 'evaluation.running', '{}', now() - interval '8 days' from generate_series(1, 12000)`,
  );
  // Counts the transactions that remove.
  await executeSql(
    connectionString,
    `create table removals (transaction xid8 primary key);
     create function note_removal() returns trigger language plpgsql as
       'begin insert into removals values (pg_current_xact_id()); return null; end';
     create trigger note after delete on events for each statement execute function note_removal()`,
  );
  assert.equal(await events.forget(), 12_000);
  // 5,000, 5,000 and 2,000; then no progress.
  assert.equal((await executeSql(connectionString, 'select from removals')).rowCount, 4);
  assert.deepEqual(await typesOf(id), ['queued']);
});

test('positions are of one form', () => {
  const positions: EventPosition[] = ['9-10', '10-1', '10-2', '18446744073709551615-9223372036854775807'];
  assert.deepEqual(positions.toReversed().sort(comparePositions), positions);
  for (const text of ['', '1', '-1-1', '1-1-1', '18446744073709551616-1', '1-9223372036854775808', 'x-1', '1-1\n'])
    assert.throws(() => comparePositions(text, '1-1'), { code: 'VALIDATION_FAILED' }, text);
  assert.equal(new Set(eventTypes).size, 8);
});
