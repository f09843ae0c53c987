import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../processes/free-port.ts';
import { startGuardedServer } from './guarded-server.ts';
import { initialiseCluster } from './initialise-cluster.ts';
import { lockInstance } from './instance-lock.ts';
import { type ServerAccount, serverAccount } from './server-account.ts';
import { canUse, copyPrograms, serverPrograms } from './server-programs.ts';
import { stopStrayServer } from './stop-stray-server.ts';

/** Major version of the programs: a data directory belongs to one. */
const major = 18;
const user = 'model_trace';
const database = 'model_trace';

export interface EmbeddedPostgres {
  connectionString: string;
  /** Where its files lie. */
  directory: string;
  /** Settles when the server has ended, asked or not. */
  ended: Promise<unknown>;
  close(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Everything is kept below; it stays between runs. */
  dataDir: string;
  signal?: AbortSignal;
}

/**
 * A PostgreSQL server of this process alone: real PostgreSQL, its own data directory, a free port on loopback, a random
 * password. It stops when `close` is called or when this process ends in any way. First start about 1 s, later 0.2 s.
 * @throws CONFLICT when another process uses the data directory, UNAVAILABLE when it does not start
 */
export async function startEmbeddedPostgres({ dataDir, signal }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true });
  const home = await realpath(dataDir);
  const lock = await lockInstance(home);
  try {
    const account = serverAccount();
    const { directory, programs } = await place(home, account);
    const dataDirectory = join(directory, `postgres-${major}`);
    const passwordFile = join(directory, 'postgres-password');
    await stopStrayServer(dataDirectory);
    if (!existsSync(join(dataDirectory, 'PG_VERSION'))) {
      const password = randomBytes(24).toString('hex');
      await writeFile(passwordFile, password, { mode: 0o600 });
      await initialiseCluster({ dataDirectory, programs, account, user, password });
    }
    const port = await freePort();
    const address = `postgres://${user}:${await readFile(passwordFile, 'utf8')}@127.0.0.1:${port}`;
    const server = await startGuardedServer({
      program: programs.postgres,
      account,
      dataDirectory,
      port,
      connectionString: `${address}/postgres`,
      logFile: join(directory, 'postgres.log'),
      signal,
    });
    await createDatabase(`${address}/postgres`);
    return {
      connectionString: `${address}/${database}`,
      directory,
      ended: server.ended,
      close: async () => {
        await server.stop();
        await lock.release();
      },
    };
  } catch (caught) {
    await lock.release();
    throw caught;
  }
}

/** Data and programs in place, or, for root with a clone that the server's account cannot enter, under /var/lib. */
async function place(home: string, account: ServerAccount | null) {
  const programs = await serverPrograms();
  if (account === null || canUse(account, { directory: home, program: programs.postgres }))
    return { directory: home, programs };
  const shared = '/var/lib/model-trace';
  const directory = join(shared, createHash('sha256').update(home).digest('hex').slice(0, 16));
  await mkdir(directory, { recursive: true });
  return { directory, programs: await copyPrograms(programs, shared) };
}

async function createDatabase(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
