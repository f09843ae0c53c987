import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { EvaluationRequest } from '@model-trace/core/results';
import {
  createEvaluationStore,
  type EvaluationStore,
  type LineageEdge,
  migrate,
  refuseNewerDatabase,
} from '@model-trace/core/storage';
import { exampleResults, exampleScan } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const folder = fileURLToPath(new URL('../../../../migrations', import.meta.url));
const journalPath = (migrations: string) => join(migrations, 'meta', '_journal.json');
const journal = JSON.parse(await readFile(journalPath(folder), 'utf8'));

/** The migrations with another journal: those of an older or a newer version. */
async function migrationsOf(entries: object[], t: { after(work: () => Promise<void>): void }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'model-trace-migrations-'));
  t.after(() => rm(directory, { recursive: true }));
  await cp(folder, directory, { recursive: true });
  await writeFile(journalPath(directory), JSON.stringify({ ...journal, entries }));
  return directory;
}

const request: EvaluationRequest = { model: 'owner/name', base: 'owner/base', tasks: ['perplexity', 'trace'] };
const [done, failed, queued, key, hook, base, scanned, newest] = [1, 2, 3, 4, 5, 6, 7, 8].map(
  (n) => `01890000-0000-7000-8000-00000000000${n}`,
);
const json = (value: unknown) => `'${JSON.stringify(value).replaceAll("'", "''")}'::jsonb`;
const failure = { code: 'HUB_UNAVAILABLE', detail: "it's away", retryable: true, fix: null };
const results = exampleResults(request);
const scanRequest: EvaluationRequest = {
  model: 'owner/scan',
  tasks: ['scan'],
  scan: { bases: [{ model: 'owner/base' }] },
};
const scans = {
  [scanned]: exampleScan(scanRequest, [['owner/superseded', -30, 'derived']]),
  [newest]: exampleScan(scanRequest, [
    ['owner/first', -30, 'derived'],
    ['owner/second', -20.5, 'derived'],
    ['owner/unrelated', -1, 'independent'],
  ]),
};
const metrics = { perplexity: results.perplexity!.perplexity, trace: null };

/** Rows in every table that a migration makes, as it made them. */
const rowsAfter: Record<string, string> = {
  '0000_evaluations': `insert into evaluations (id, request, model, base, commit, base_commit, status, attempt, error, started_at, finished_at) values
    ('${done}', ${json(request)}, 'owner/name', 'owner/base', '${'a'.repeat(40)}', '${'b'.repeat(40)}', 'succeeded', 2, null, now(), now()),
    ('${failed}', ${json(request)}, 'owner/name', 'owner/base', null, null, 'failed', 3, ${json(failure)}, now(), now()),
    ('${queued}', ${json(request)}, 'owner/name', 'owner/base', null, null, 'queued', 0, null, null, null);
   insert into results (evaluation_id, task, metric_value, architecture, parameters, dtype, result) values
    ('${done}', 'perplexity', 12.5, 'gpt2', 124, 'F32', ${json(results.perplexity)}),
    ('${done}', 'trace', -300, 'gpt2', 124, 'F32', ${json(results.trace)});
   insert into leaderboard (evaluation_id, model, commit, base, metrics, sources, submitted_at, finished_at) values
    ('${done}', 'owner/name', '${'a'.repeat(40)}', 'owner/base', ${json(metrics)}, ${json({ perplexity: done })}, now(), now());`,
  '0001_service': `insert into api_keys (id, name, prefix, hash, scopes) values ('${key}', 'ci', 'mt_ab', '\\x01', '{read,submit}');
   update evaluations set key_id = '${key}', organisation = 'owner', content_key = 'content', priority = 7 where id = '${done}';
   insert into attempts (evaluation_id, attempt, worker, error) values ('${failed}', 3, 'a:1', ${json(failure)});
   insert into events (evaluation_id, type, data) values ('${done}', 'evaluation.succeeded', '{}');
   insert into idempotency_keys (owner, key, fingerprint, status, body) values ('anonymous', 'k', 'f', 202, '{}');
   insert into webhooks (id, evaluation_id, key_id, url, secret) values ('${hook}', '${done}', '${key}', 'https://example.org', '\\x02');
   insert into webhook_deliveries (id, webhook_id, event_type, payload) values ('${hook}', '${hook}', 'evaluation.succeeded', '{}');`,
  '0008_scans': `insert into evaluations (id, request, model, commit, status, attempt, started_at, finished_at) values
    ${Object.keys(scans).map((id) => `('${id}', ${json(scanRequest)}, 'owner/scan', '${'a'.repeat(40)}', 'succeeded', 1, now(), now())`)};
   insert into results (evaluation_id, task, metric_value, architecture, parameters, dtype, result) values
    ${Object.entries(scans).map(([id, scan]) => `('${id}', 'scan', -30, 'gpt2', 1000, 'F32', ${json(scan)})`)};`,
  '0010_bases': `insert into bases (id, model, commit, architecture) values ('${base}', 'owner/base', '${'b'.repeat(40)}', 'gpt2');`,
  '0013_queue_control': 'insert into queue_control (paused) values (false);',
  '0014_scan_findings': `insert into scan_findings
    (evaluation_id, position, model, commit, weight_type, architecture, parameters, base, base_architecture, log10_p_value, evidence)
    values ('${scanned}', 1, 'owner/other', null, 'original', 'gpt2', 1000, 'owner/base', 'gpt2', -30, '[]');`,
  '0016_base_commits': `update leaderboard set base_commit = '${'b'.repeat(40)}';`,
};

type Row = Record<string, unknown>;

async function contents(connectionString: string): Promise<Map<string, Row[]>> {
  const { rows: tables } = await executeSql(
    connectionString,
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const all = new Map<string, Row[]>();
  for (const { name } of tables) {
    const { rows } = await executeSql(
      connectionString,
      `select to_jsonb(t) as row from "${name}" t order by to_jsonb(t)::text collate "C"`,
    );
    all.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

/** The edges of both scans as they are when this version stores them. */
async function scansStoredNow(t: TestContext): Promise<LineageEdge[]> {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  try {
    for (const scan of Object.values(scans)) {
      const { id } = await store.create({ request: scanRequest, commit: null, baseCommit: null });
      await store.succeed(id, (await store.start(id))!.attempt, { scan });
    }
    return await scanEdges(store);
  } finally {
    await store.close();
  }
}

const scanEdges = async (store: EvaluationStore) =>
  (await store.lineage({ limit: 10 })).items.filter(({ task }) => task === 'scan');

async function assertSameFindings(store: EvaluationStore, wanted: LineageEdge[]): Promise<void> {
  const edges = await scanEdges(store);
  assert.deepEqual(
    edges.map(({ evaluationId, base }) => [evaluationId, base.model]),
    [
      [newest, 'owner/first'],
      [newest, 'owner/second'],
    ],
  );
  const evaluationId = '';
  assert.deepEqual(
    edges.map((edge) => ({ ...edge, evaluationId })),
    wanted.map((edge) => ({ ...edge, evaluationId })),
  );
}

test('a populated database of every version is upgraded with its data', async (t) => {
  for (let version = 1; version < journal.entries.length; version++) {
    await t.test(journal.entries[version - 1].tag, async (st) => {
      const connectionString = await testDatabase(st, { migrated: false });
      const older = await migrationsOf(journal.entries.slice(0, version), st);
      await migrate({ connectionString, migrationsFolder: older });
      for (const { tag } of journal.entries.slice(0, version))
        if (rowsAfter[tag] !== undefined) await executeSql(connectionString, rowsAfter[tag]);
      const before = await contents(connectionString);
      for (const [table, rows] of before) assert.ok(rows.length > 0, `${table} has no row in this test`);

      await migrate({ connectionString });
      const after = await contents(connectionString);
      for (const [table, rows] of before) {
        const kept = after.get(table)?.map((row, index) => {
          // What is new is not compared; what was there must be the same.
          const known = Object.entries(row).filter(([column]) => column in rows[index]);
          return Object.fromEntries(known);
        });
        assert.deepEqual(kept, rows, table);
      }

      const store = createEvaluationStore({ connectionString });
      try {
        assert.deepEqual((await store.get(done))?.results, results);
        assert.deepEqual((await store.get(failed))?.error, failure);
        const [line] = (await store.leaderboard({ limit: 10 })).items;
        assert.deepEqual([line.evaluationId, line.baseCommit], [done, 'b'.repeat(40)]);
        if (version > 8 && version <= 14) await assertSameFindings(store, await scansStoredNow(st));
        const started = await store.start(queued, { worker: 'a:1' });
        assert.equal(await store.succeed(queued, started!.attempt, results), true);
      } finally {
        await store.close();
      }
    });
  }
});

test('a database that a newer version migrated is refused, and left as it is', async (t) => {
  const connectionString = await testDatabase(t, { migrated: false });
  await refuseNewerDatabase({ connectionString });
  await migrate({ connectionString });
  await refuseNewerDatabase({ connectionString });
  const older = await migrationsOf(journal.entries.slice(0, -1), t);
  const newest = journal.entries.at(-1).when;
  const applied = async () =>
    (await executeSql(connectionString, 'select created_at from drizzle.__drizzle_migrations order by 1')).rows;
  const before = await applied();
  for (const refused of [
    () => migrate({ connectionString, migrationsFolder: older }),
    () => refuseNewerDatabase({ connectionString, folder: older }),
  ])
    await assert.rejects(refused, { code: 'DATABASE_NEWER', fix: /later/ });
  assert.deepEqual(await applied(), before);
  await executeSql(
    connectionString,
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', ${newest + 1})`,
  );
  await assert.rejects(migrate({ connectionString }), { code: 'DATABASE_NEWER', message: /1 migrations/ });
});
