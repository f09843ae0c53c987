import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ModelTraceError } from '../errors.ts';
import { toDatabaseError } from './database.ts';

/** The repository's `migrations/`, seen from this file. */
export const migrationsFolder = fileURLToPath(new URL('../../../../migrations', import.meta.url));

interface Journal {
  entries: { when: number; tag: string }[];
}

/**
 * Refuses a database that has migrations this code does not have: they may have changed what its queries mean, and there
 * is no way back. @throws DATABASE_NEWER, UNAVAILABLE
 */
export async function refuseNewerDatabase({
  connectionString,
  folder = migrationsFolder,
  timeoutMs = 10_000,
}: {
  connectionString: string;
  folder?: string;
  timeoutMs?: number;
}): Promise<void> {
  const client = new pg.Client({
    ...{ connectionString, application_name: 'model-trace start', connectionTimeoutMillis: timeoutMs },
    query_timeout: timeoutMs,
  });
  // What it fails with is thrown below, too.
  client.on('error', () => {});
  try {
    await client.connect();
    await requireKnownMigrations(client, folder);
  } catch (caught) {
    throw toDatabaseError(caught);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws DATABASE_NEWER */
export async function requireKnownMigrations(client: pg.Client, folder: string): Promise<void> {
  const { rows: tables } = await client.query(`select to_regclass('drizzle.__drizzle_migrations') as found`);
  if (tables[0].found === null) return;
  const { rows } = await client.query<{ created_at: string }>('select created_at from drizzle.__drizzle_migrations');
  const { entries } = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;
  const known = new Set(entries.map(({ when }) => when));
  const unknown = rows.filter(({ created_at }) => !known.has(Number(created_at)));
  if (unknown.length === 0) return;
  throw new ModelTraceError(
    'DATABASE_NEWER',
    `The database has ${unknown.length} migrations that this version, which ends with ${entries.at(-1)?.tag}, does not know`,
    { fix: 'Run the version that migrated it, or a later one: migrations go forward only.' },
  );
}
