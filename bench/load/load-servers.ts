import { join } from 'node:path';
import { migrate } from '@model-trace/core/storage';
import { type PostgresServer, startPostgresServer } from '../../packages/cli/test/chaos/postgres-server.ts';
import { startRedisServer } from '../../packages/cli/test/chaos/redis-server.ts';
import { freePort } from './free-port.ts';

export interface LoadServers {
  databaseUrl: string;
  redisUrl: string;
}

/** Runs `work` on a fresh PostgreSQL, migrated, and a fresh Redis; both are gone afterwards. @throws without redis-server */
export async function withLoadServers<T>(workDir: string, work: (servers: LoadServers) => Promise<T>): Promise<T> {
  const postgres: PostgresServer = await startPostgresServer(join(workDir, `postgres-${performance.now()}`));
  try {
    await migrate({ connectionString: postgres.connectionString });
    const redis = await startRedisServer({ port: await freePort(), cwd: workDir });
    if (redis === null) throw new Error('redis-server is not installed');
    try {
      return await work({ databaseUrl: postgres.connectionString, redisUrl: `redis://127.0.0.1:${redis.port}` });
    } finally {
      await redis.close();
    }
  } finally {
    await postgres.close();
  }
}
