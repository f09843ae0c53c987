import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyStore } from '@model-trace/core/storage';
import { testDatabase } from '../../core/test/services.ts';
import { runCli } from './run-cli.ts';

test('a key is made, shown once, listed without itself, and revoked', async (t) => {
  const DATABASE_URL = await testDatabase(t);
  const env = { DATABASE_URL };
  const keys = createKeyStore({ connectionString: DATABASE_URL });
  t.after(() => keys.close());

  const made = await runCli(['keys', 'create', 'lab', '--scopes', 'submit,read', '--submissions-per-day', '5'], {
    env,
  });
  assert.equal(made.code, 0, made.stderr);
  const text = made.stdout.trim();
  const key = await keys.find(text);
  assert.deepEqual([key?.name, key?.scopes, key?.submissionsPerDay], ['lab', ['submit', 'read'], 5]);
  assert.ok(!made.stderr.includes(text));

  const listed = await runCli(['keys', 'list'], { env });
  assert.match(listed.stdout, new RegExp(`${key!.id} +lab +${text.slice(0, 8)}… +submit, read +valid`));
  const json = await runCli(['keys', 'list', '--json'], { env });
  assert.deepEqual(
    JSON.parse(json.stdout).items.map(({ id }: { id: string }) => id),
    [key!.id],
  );
  assert.ok(!listed.stdout.includes(text) && !json.stdout.includes(text));

  assert.equal((await runCli(['keys', 'revoke', key!.id], { env })).code, 0);
  assert.equal(await keys.find(text), null);
  assert.match((await runCli(['keys', 'list'], { env })).stdout, /revoked \d{4}-/);
  const unknown = await runCli(['keys', 'revoke', '00000000-0000-7000-8000-000000000000'], { env });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /NOT_FOUND/);
});

test('a scope or a name that is none, and no database, are refused', async () => {
  const cases: [string[], RegExp][] = [
    [['create', 'x', '--scopes', 'write'], /"write" is none of read, submit, admin/],
    [['create', 'a\u001b[2Jb'], /control character/],
    [['create', 'x'], /DATABASE_URL is not set/],
    [['list', '--bogus'], /unknown option/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli(['keys', ...args]);
    assert.equal(code, 2, stderr);
    assert.match(stderr, message);
  }
});
