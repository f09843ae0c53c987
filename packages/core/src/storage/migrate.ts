import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { toDatabaseError } from './database.ts';
import { migrationsFolder as defaultFolder, requireKnownMigrations } from './refuse-newer-database.ts';

/** Any fixed number works; this one spells "mtrc" so that it is found in pg_locks. */
const migrationLock = 0x6d747263;

/**
 * Brings the database's tables up to date. Safe to call from several processes at once: an advisory lock makes them
 * take turns, and whoever comes second finds nothing to do. The lock goes with the connection, so a crash leaves none.
 * @throws UNAVAILABLE when the database is not reachable, DATABASE_NEWER when it has migrations this code has not
 */
export async function migrate({
  connectionString,
  migrationsFolder = defaultFolder,
}: {
  connectionString: string;
  migrationsFolder?: string;
}): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: 'model-trace migrate' });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await requireKnownMigrations(client, migrationsFolder);
    await applyMigrations(drizzle(client), { migrationsFolder });
  } catch (caught) {
    throw toDatabaseError(caught);
  } finally {
    await client.end();
  }
}
