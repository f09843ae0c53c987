import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { ModelTraceError } from '../errors.ts';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database` */
  connectionString: string;
  /** Connections of this process, default 10. */
  maxConnections?: number;
}

export type Database = NodePgDatabase & { $client: pg.Pool };
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

/** A pool of connections. Connects on first use; a lost connection is replaced by the next query. */
export function openDatabase({ connectionString, maxConnections = 10 }: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'model-trace',
  });
  // An idle connection that drops (server restart) is already out of the pool when this is emitted; without a listener
  // it would end the process. Whoever queries next sees the failure if it lasts.
  pool.on('error', () => {});
  // The same for one that breaks inside a transaction, between two of its statements: then it is the client that emits.
  // The next statement rejects, and the pool drops the client.
  pool.on('connect', (client) => client.on('error', () => {}));
  return drizzle(pool);
}

/** Statements of one transaction that are prepared by name: Drizzle's own has no words for these. */
export async function transact<T>(database: Database, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.$client.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (caught) {
    await client.query('rollback').catch((error: Error) => {
      broken = error;
    });
    throw caught;
  } finally {
    client.release(broken);
  }
}

const connectionFailures = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENOENT'],
  // https://www.postgresql.org/docs/current/errcodes-appendix.html: shutdown, crash, starting up, connection classes.
  ...['57P01', '57P02', '57P03', '53300', '08000', '08001', '08003', '08004', '08006'],
]);

/** What a query that failed means to a caller: the database is away, the text cannot be stored, or a bug of ours. */
export function toDatabaseError(caught: unknown): ModelTraceError {
  if (caught instanceof ModelTraceError) return caught;
  // Drizzle wraps the driver's error; its own message is the SQL text, which no caller should see.
  const error = caught instanceof Error && caught.cause instanceof Error ? caught.cause : caught;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (
    connectionFailures.has(code) ||
    /connection terminated|after calling end on the pool|is not queryable|timeout exceeded when trying to connect/i.test(
      message,
    )
  ) {
    return new ModelTraceError('UNAVAILABLE', `The database is not reachable: ${message || code}`, { cause: caught });
  }
  if (code === '22021' || code === '22P05') {
    return new ModelTraceError('VALIDATION_FAILED', 'A text holds a character that the database cannot store (NUL)', {
      cause: caught,
      fix: 'Remove the NUL character.',
    });
  }
  if (code === '42P01') {
    return new ModelTraceError('UNAVAILABLE', `The database has no tables of ours: ${message}`, {
      cause: caught,
      fix: 'Apply the migrations: node services/worker/src/migrate.ts.',
    });
  }
  return new ModelTraceError('INTERNAL', `A database query failed: ${message}`, { cause: caught });
}

/** Runs queries; whatever they throw comes out as a ModelTraceError. */
export async function query<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (caught) {
    throw toDatabaseError(caught);
  }
}
