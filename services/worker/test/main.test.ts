import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { executeSql, testDatabase } from '../../../packages/core/test/services.ts';

/** Runs a script of the worker with nothing but the given variables. */
function start(script: string, environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src', script)], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => ({ code, ...output }));
  return { child, output, ended };
}

test('a bad environment is exit code 2 and names the variable', async () => {
  for (const script of ['main.ts', 'migrate.ts']) {
    const { code, stderr } = await start(script, {}).ended;
    assert.equal(code, 2);
    assert.match(stderr, /^DATABASE_URL is missing.*Set DATABASE_URL to postgres:/);
  }
});

test('a database that is away is exit code 1 and says so', async () => {
  const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/none';
  const worker = await start('main.ts', { DATABASE_URL }).ended;
  assert.equal(worker.code, 1);
  assert.match(worker.stdout, /UNAVAILABLE.*worker could not start/);
  const migration = await start('migrate.ts', { DATABASE_URL }).ended;
  assert.equal(migration.code, 1);
  assert.match(migration.stderr, /not reachable/);
});

test('a database of a newer version is refused by all, and MIGRATE_ON_START needs no step before', async (t) => {
  const DATABASE_URL = await testDatabase(t, { migrated: false });
  const { child, output, ended } = start('main.ts', { DATABASE_URL, MIGRATE_ON_START: 'true' });
  child.stdout.on('data', () => {
    if (output.stdout.includes('worker started')) child.kill('SIGTERM');
  });
  assert.equal((await ended).code, 0);
  await executeSql(
    DATABASE_URL,
    `insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 9999999999999)`,
  );
  const worker = await start('main.ts', { DATABASE_URL }).ended;
  assert.equal(worker.code, 1);
  assert.match(worker.stdout, /DATABASE_NEWER.*worker could not start/);
  const migration = await start('migrate.ts', { DATABASE_URL }).ended;
  assert.equal(migration.code, 1);
  assert.match(migration.stderr, /does not know.*forward only/);
});

test('migrates, starts, and stops at a signal with exit code 0', async (t) => {
  const DATABASE_URL = await testDatabase(t, { migrated: false });
  assert.equal((await start('migrate.ts', { DATABASE_URL }).ended).code, 0);
  assert.equal((await executeSql(DATABASE_URL, 'select count(*)::int as n from evaluations')).rows[0].n, 0);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const { child, output, ended } = start('main.ts', { DATABASE_URL });
    child.stdout.on('data', () => {
      if (output.stdout.includes('worker started')) child.kill(signal);
    });
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /worker stopped/);
  }
});
