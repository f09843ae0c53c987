import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createEvaluationStore, type ListQuery } from '@model-trace/core/storage';
import { executeSql, testDatabase } from '../services.ts';

const rows = 20_000;
const keys = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'];
const start = Date.UTC(2026, 0, 1);
const minute = (index: number) => new Date(start + index * 60_000);

/**
 * One a minute. A model each has 1 of 1,000, one base 1 of 500, failed and traced are 1 of 200, the second key 1 of 100.
 * Ids do not follow the times they were submitted at: those come from another clock.
 */
const fill = `
  insert into api_keys (id, name, prefix, hash, scopes)
    select id::uuid, 'key', 'mt_', convert_to(id, 'UTF8'), '{submit}' from unnest(array['${keys.join("','")}']) as id;
  insert into evaluations (id, request, model, base, status, key_id, created_at)
    select ('01890000-0000-7000-8000-' || lpad(to_hex((index * 7919) % ${rows}), 12, '0'))::uuid,
      jsonb_build_object('model', 'm', 'tasks',
        case when index % 200 = 0 then '["trace"]'::jsonb else '["perplexity"]'::jsonb end),
      'owner/' || index % 1000, case when index % 200 = 0 then 'base/' || index % 500 end,
      case when index % 200 = 1 then 'failed' else 'canceled' end,
      case when index % 100 = 0 then '${keys[1]}'::uuid else '${keys[0]}'::uuid end,
      timestamptz '2026-01-01 00:00:00Z' + index * interval '1 minute'
    from generate_series(0, ${rows - 1}) as index;
  analyze evaluations;`;

/** What the first page of a list reads of the table, by index. */
async function scannedFor(
  connectionString: string,
  query: Partial<ListQuery>,
): Promise<{ name: string; read: number }[]> {
  await storesEnded(connectionString);
  await executeSql(connectionString, 'select pg_stat_reset()');
  const reader = createEvaluationStore({ connectionString });
  await reader.list({ ...query, limit: 10 });
  await reader.close();
  await storesEnded(connectionString);
  const { rows: scanned } = await executeSql(
    connectionString,
    `select indexrelname as name, idx_tup_read::int as read from pg_stat_user_indexes
     where relname = 'evaluations' and idx_scan > 0
     union all select 'sequential', seq_tup_read::int from pg_stat_user_tables
     where relname = 'evaluations' and seq_scan > 0`,
  );
  return scanned;
}

/**
 * A connection reports what it scanned when it ends, some time after it was closed: before it is no longer listed. The deadline
 * only ends a test that would never pass.
 */
async function storesEnded(connectionString: string): Promise<void> {
  for (const deadline = performance.now() + 60_000; ; ) {
    const { rows } = await executeSql(
      connectionString,
      `select pid from pg_stat_activity where datname = current_database() and application_name = 'model-trace'`,
    );
    if (rows.length === 0) return;
    assert.ok(performance.now() < deadline, `${rows.length} connections of stores go on`);
  }
}

describe('lists of evaluations', async () => {
  const cases: { query: Partial<ListQuery>; count: number; index: RegExp }[] = [
    { query: {}, count: rows, index: /pkey/ },
    { query: { status: 'failed' }, count: 100, index: /status_id/ },
    { query: { model: 'owner/7' }, count: 20, index: /model_id/ },
    { query: { base: 'base/0' }, count: 20, index: /base_id/ },
    { query: { task: 'trace' }, count: 100, index: /task_trace/ },
    { query: { task: 'perplexity' }, count: rows - 100, index: /task_perplexity|pkey/ },
    { query: { keyId: keys[1] }, count: 200, index: /key_id/ },
    { query: { submittedAfter: minute(100), submittedBefore: minute(250) }, count: 150, index: /created/ },
    { query: { submittedBefore: minute(60) }, count: 60, index: /created/ },
    { query: { submittedAfter: minute(rows - 5), status: 'canceled' }, count: 5, index: /created|status_id/ },
    { query: { model: 'owner/0', task: 'trace', keyId: keys[1] }, count: 20, index: /model_id|task_trace/ },
  ];

  test('every filter gives all it should, page by page, from an index that reads little more', async (t) => {
    const connectionString = await testDatabase(t);
    await executeSql(connectionString, fill);
    for (const { query, count, index } of cases) {
      const name = JSON.stringify(query);
      const store = createEvaluationStore({ connectionString });
      const seen: string[] = [];
      const pageOf = Math.max(10, Math.ceil(count / 7));
      for (let cursor: string | undefined; ; ) {
        const { items, nextCursor } = await store.list({ ...query, cursor, limit: pageOf });
        seen.push(...items.map(({ id }) => id));
        if (nextCursor === null) break;
        cursor = nextCursor;
      }
      assert.equal(seen.length, count, name);
      assert.equal(new Set(seen).size, count, name);
      await store.close();

      const scanned = await scannedFor(connectionString, query);
      const told = `${name}: ${JSON.stringify(scanned)}`;
      assert.ok(
        scanned.every((each) => index.test(each.name)),
        told,
      );
      assert.ok(scanned.reduce((sum, each) => sum + each.read, 0) <= 250, told);
    }
  });

  test('of a status that most have, newer ones of another are not read', async (t) => {
    const connectionString = await testDatabase(t);
    // In the order of their ids, as they come: the planner then takes the primary key to be the cheapest.
    await executeSql(
      connectionString,
      `insert into evaluations (id, request, model, status)
         select ('01890000-0000-7000-8000-' || lpad(to_hex(index), 12, '0'))::uuid, '{}', 'm',
           case when index > ${rows} then 'expired' else 'canceled' end
         from generate_series(1, ${rows + 1_000}) as index;
       analyze evaluations;`,
    );
    const scanned = await scannedFor(connectionString, { status: 'canceled' });
    assert.deepEqual(
      scanned.map(({ name }) => name),
      ['evaluations_status_id'],
    );
    assert.ok(scanned[0].read <= 250, `${scanned[0].read}`);
  });

  test('what is submitted while someone reads neither repeats nor skips a row, between times too', async (t) => {
    const connectionString = await testDatabase(t);
    const store = createEvaluationStore({ connectionString });
    t.after(() => store.close());
    const add = async (count: number) => {
      for (let index = 0; index < count; index++)
        await store.create({ request: { model: 'a/b', tasks: ['perplexity'] }, commit: null, baseCommit: null });
    };
    await add(9);
    for (const query of [{ model: 'a/b' }, { submittedAfter: minute(0) }, { task: 'perplexity' as const }]) {
      const before = (await store.list({ ...query, limit: 200 })).items.map(({ id }) => id);
      const seen: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const { items, nextCursor } = await store.list({ ...query, cursor, limit: 4, results: false });
        seen.push(...items.map(({ id }) => id));
        if (nextCursor === null) break;
        cursor = nextCursor;
        await add(2);
      }
      assert.deepEqual(seen, before);
    }
  });

  test('a cursor of a list between times is none of another, and none is what was made up', async (t) => {
    const store = createEvaluationStore({ connectionString: await testDatabase(t) });
    t.after(() => store.close());
    const cursor = (...values: unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');
    const bad = [cursor(minute(0).toISOString(), keys[0]), cursor('x'), cursor(), cursor(null, keys[0]), 'nonsense'];
    for (const each of bad)
      await assert.rejects(store.list({ cursor: each, limit: 1 }), { code: 'CURSOR_INVALID' }, each);
    for (const each of [cursor(keys[0]), cursor('yesterday', keys[0]), cursor('2026-02-30T00:00:00.000Z', keys[0])])
      await assert.rejects(store.list({ cursor: each, submittedAfter: minute(0), limit: 1 }), {
        code: 'CURSOR_INVALID',
      });
  });
});
