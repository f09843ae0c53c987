import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded-postgres.ts';

export interface PostgresServer {
  /** Straight to the server, past any proxy; changes with each restart. */
  readonly connectionString: string;
  /** `fast` ends sessions in order; `crash` is the end without a checkpoint, recovered from the log at the next start. */
  restart(how: 'fast' | 'crash', downMs: number): Promise<void>;
  close(): Promise<void>;
}

/** A PostgreSQL of the suite's own. */
export async function startPostgresServer(dataDir: string): Promise<PostgresServer> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { directory } = server;
  return {
    get connectionString() {
      return server.connectionString;
    },
    restart: async (how, downMs) => {
      if (how === 'crash') {
        const pid = Number((await readFile(join(directory, 'postgres-18', 'postmaster.pid'), 'utf8')).split('\n')[0]);
        process.kill(pid, 'SIGQUIT');
        await server.ended;
      }
      await server.close();
      await sleep(downMs);
      server = await startEmbeddedPostgres({ dataDir });
    },
    close: async () => {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
