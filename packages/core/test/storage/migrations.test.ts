import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createEvaluationStore, migrate } from '@model-trace/core/storage';
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api';
import * as schema from '../../src/storage/schema/index.ts';
import { executeSql, testDatabase } from '../services.ts';

const folder = new URL('../../../../migrations/meta/', import.meta.url);

test('the migrations are those of the schema', async () => {
  const newest = readdirSync(folder)
    .filter((name) => name.endsWith('_snapshot.json'))
    .sort()
    .at(-1)!;
  const migrated = JSON.parse(readFileSync(new URL(newest, folder), 'utf8'));
  const missing = await generateMigration(migrated, generateDrizzleJson(schema, migrated.id));
  assert.deepEqual(missing, [], 'run `drizzle-kit generate --name <what-changes>` and commit what it writes');
});

test('several processes may migrate at once, and again', async (t) => {
  const connectionString = await testDatabase(t, { migrated: false });
  await Promise.all(Array.from({ length: 4 }, () => migrate({ connectionString })));
  await migrate({ connectionString });
  const { rows } = await executeSql(
    connectionString,
    'select count(*)::int as applied from drizzle.__drizzle_migrations',
  );
  const { entries } = JSON.parse(readFileSync(new URL('_journal.json', folder), 'utf8'));
  assert.equal(rows[0].applied, entries.length);
});

test('a database without tables is named as the reason', async (t) => {
  const store = createEvaluationStore({ connectionString: await testDatabase(t, { migrated: false }) });
  t.after(() => store.close());
  await assert.rejects(store.list({ limit: 1 }), { code: 'UNAVAILABLE', fix: /migrat/ });
});

test('every order of the leaderboard is read from an index, not sorted', async (t) => {
  const connectionString = await testDatabase(t);
  const url = new URL(connectionString);
  // On a table this empty the planner would rather read all of it; what matters is that it can use the index.
  url.searchParams.set('options', '-c enable_seqscan=off -c enable_sort=off -c enable_bitmapscan=off');
  const id = '01890000-0000-7000-8000-000000000000';
  const positions = { perplexity: 1, trace: -1, parameters: 1, model: 'm', submittedAt: '2026-01-01T00:00:00.000Z' };
  const indexes = {
    perplexity: 'perplexity',
    trace: 'trace',
    parameters: 'parameters',
    model: 'model',
    submittedAt: 'submitted',
  };
  for (const sort of Object.keys(indexes) as (keyof typeof indexes)[]) {
    for (const order of ['asc', 'desc'] as const) {
      await executeSql(connectionString, 'select pg_stat_reset()');
      const store = createEvaluationStore({ connectionString: url.href });
      await store.leaderboard({ sort, order, limit: 10 });
      const cursor = Buffer.from(JSON.stringify([sort, order, positions[sort], id])).toString('base64url');
      await store.leaderboard({ sort, order, cursor, limit: 10 });
      await store.close();
      // A connection reports what it scanned when it ends, a moment after it was closed.
      const name = new RegExp(`^leaderboard_${indexes[sort]}(_${order})?$`);
      for (const deadline = performance.now() + 10_000; ; ) {
        const { rows } = await executeSql(
          connectionString,
          `select indexrelname as name, idx_scan::int as scans from pg_stat_user_indexes where relname = 'leaderboard' and idx_scan > 0`,
        );
        if (rows.length === 1 && name.test(rows[0].name) && rows[0].scans >= 2) break;
        assert.ok(performance.now() < deadline, `${sort} ${order}: ${JSON.stringify(rows)}`);
      }
    }
  }
});
