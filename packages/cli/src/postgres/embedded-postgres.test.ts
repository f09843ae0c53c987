import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'model-trace-postgres-'));
    // The account that the server runs under when the tests run as root must be able to enter.
    await chmod(dataDir, 0o755);
  });
  after(() => rm(dataDir, { recursive: true, force: true }));

  const withServer = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const server = await startEmbeddedPostgres({ dataDir });
    const client = new pg.Client({ connectionString: server.connectionString });
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end();
      await server.close();
    }
  };

  test('keeps what was stored from one start to the next', async () => {
    await withServer((client) => client.query('create table kept (n int); insert into kept values (7)'));
    const { rows } = await withServer((client) => client.query('select n from kept'));
    assert.deepEqual(rows, [{ n: 7 }]);
  });

  test('listens on loopback only and wants its password', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      const url = new URL(server.connectionString);
      assert.equal(url.hostname, '127.0.0.1');
      assert.ok(url.password.length >= 32);
      url.password = 'guess';
      const client = new pg.Client({ connectionString: url.href });
      // 28P01: invalid_password
      await assert.rejects(client.connect(), { code: '28P01' });
    } finally {
      await server.close();
    }
  });

  test('a second one on the same files is refused, and names the process that has them', async () => {
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      await assert.rejects(startEmbeddedPostgres({ dataDir }), {
        code: 'CONFLICT',
        message: new RegExp(`Process ${process.pid} `),
      });
    } finally {
      await server.close();
    }
  });

  test('stops when its owner is killed, and starts again', async () => {
    const module = new URL('./embedded-postgres.ts', import.meta.url).href;
    const script = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(server.connectionString);
      setInterval(() => {}, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [connectionString] = await once(owner.stdout, 'data');
    owner.kill('SIGKILL');
    await untilRefused(String(connectionString).trim());
    assert.deepEqual(await withServer(async (client) => (await client.query('select 1 as n')).rows), [{ n: 1 }]);
  });

  test('a lock file whose process id now belongs to another program does not stop it', async () => {
    // This very process: alive, and no PostgreSQL. PostgreSQL alone would refuse to start.
    await writeFile(join(dataDir, 'postgres-18', 'postmaster.pid'), `${process.pid}\n`);
    await withServer((client) => client.query('select 1'));
    assert.equal(existsSync(join(dataDir, 'postgres-18', 'postmaster.pid')), false);
  });
});

async function untilRefused(connectionString: string): Promise<void> {
  for (;;) {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 1000 });
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ECONNREFUSED') return;
    } finally {
      await client.end();
    }
    await sleep(20);
  }
}
