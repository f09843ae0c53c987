import { Redis } from 'ioredis';
import { ModelTraceError } from '../errors.ts';

/**
 * Refuses a Redis that evicts keys when its memory is full: it would throw away parts of the queue without an error.
 * @throws QUEUE_EVICTS, UNAVAILABLE
 */
export async function assertNoEviction(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  let failure: unknown;
  // Carries the reason (ECONNREFUSED); what `connect` rejects with is only that the connection is closed.
  client.on('error', (error) => {
    failure = error;
  });
  let info: string;
  try {
    await client.connect();
    // INFO rather than CONFIG GET: hosted servers often forbid CONFIG.
    info = await client.info('memory');
  } catch (caught) {
    const cause = failure ?? caught;
    throw new ModelTraceError(
      'UNAVAILABLE',
      `Redis is not reachable: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
  } finally {
    client.disconnect();
  }
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== undefined && policy !== 'noeviction') {
    throw new ModelTraceError('QUEUE_EVICTS', `Redis has maxmemory-policy ${policy} and would throw jobs away`, {
      fix: 'Set maxmemory-policy to noeviction, or leave REDIS_URL out to keep the queue in PostgreSQL.',
    });
  }
}
