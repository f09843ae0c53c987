import { type BackendFactory, createPostgresBackend, type IQueueBackend } from 'bullmq';

export interface QueueConnectionOptions {
  /** Redis to use; without it the queue lives in PostgreSQL. */
  redisUrl?: string;
  postgresUrl: string;
  /** Keeps several installations on one server apart: key prefix in Redis, schema in PostgreSQL. Default model-trace. */
  prefix?: string;
}

export interface QueueConnection {
  options: { connection: object; prefix: string };
  /** Undefined: BullMQ's default, Redis. */
  factory: BackendFactory<IQueueBackend, object> | undefined;
}

/** What BullMQ's Queue and Worker are constructed with, for whichever server the queue lives on. */
export function queueConnection(
  { redisUrl, postgresUrl, prefix = 'model-trace' }: QueueConnectionOptions,
  { maxRetriesPerRequest }: { maxRetriesPerRequest: number | null },
): QueueConnection {
  if (redisUrl !== undefined) {
    const retryStrategy = (attempt: number) => Math.min(attempt * 100, 3000);
    return {
      options: { connection: { url: redisUrl, maxRetriesPerRequest, retryStrategy }, prefix },
      factory: undefined,
    };
  }
  const connection = {
    connectionString: postgresUrl,
    schema: `${prefix}_queue`.replaceAll('-', '_'),
    // Takes an advisory lock of its own: any number of processes may start together.
    migrate: true,
    max: 4,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'model-trace queue',
  };
  return { options: { connection, prefix }, factory: createPostgresBackend as BackendFactory<IQueueBackend, object> };
}

export const queueName = 'evaluations';
