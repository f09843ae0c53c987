import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEvaluationStore } from '@model-trace/core/storage';
import { executeSql, testDatabase } from '../services.ts';

test('a connection that breaks between two statements of a transaction fails that one, and nothing else', async (t) => {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  t.after(() => store.close());
  const broken = store.exclusively('test', async () => {
    await executeSql(
      connectionString,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'model-trace' and pid <> pg_backend_pid()`,
    );
    // Time for the news to arrive while no statement waits for it: without a listener it ends the process.
    await sleep(200);
  });
  await assert.rejects(broken, { code: 'UNAVAILABLE' });
  assert.equal(await store.exclusively('test', async () => 'well again'), 'well again');
});
