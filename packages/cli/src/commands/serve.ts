import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { integerFrom } from '../options.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { requireDatabaseUrl } from '../require-database-url.ts';

interface Options {
  port?: number;
  host?: string;
  embedded?: boolean;
  workers: number;
  dataDir?: string;
}

/** `serve`: migrates the database and runs the API until it is stopped. */
export function serveCommand({ config, stderr, signal }: CommandContext): Command {
  return new Command('serve')
    .description('apply migrations and run the API until stopped (DATABASE_URL, REDIS_URL, MODEL_ROOTS, …)')
    .addOption(new Option('--port <number>', 'port (default: PORT or 8080; 0: any)').argParser(integerFrom(0, 65_535)))
    .addOption(new Option('--host <address>', 'address to listen on (default: HOST or 127.0.0.1)'))
    .addOption(new Option('--embedded', 'use a PostgreSQL of its own instead of DATABASE_URL'))
    .addOption(
      new Option('--workers <number>', 'worker processes to start beside it').argParser(integerFrom(0, 64)).default(0),
    )
    .addOption(new Option('--data-dir <directory>', 'where the embedded PostgreSQL keeps its files'))
    .action(async ({ port, host, embedded, workers, dataDir = config.dataDir }: Options) => {
      const { pino } = await import('pino');
      const { startServerStack } = await import('../processes/server-stack.ts');
      const databaseUrl = embedded ? undefined : requireDatabaseUrl(config);
      await mkdir(dataDir, { recursive: true });
      const stack = await startServerStack({
        ...{ databaseUrl, dataDir, webDir: config.webDir, workers, signal },
        environment: {
          ...(port === undefined ? {} : { PORT: String(port) }),
          ...(host === undefined ? {} : { HOST: host }),
        },
        log: pino.destination(2),
        workerLogFile: join(dataDir, 'worker.log'),
        onStep: (step) => stderr.write(`${step}…\n`),
        onCrash: (message) => stderr.write(`${message}\n`),
      });
      try {
        stderr.write(`Serving ${stack.api.url}, the API browsable at ${stack.api.url}/docs. Stop with Ctrl-C.\n`);
        if (embedded && workers === 0)
          stderr.write(`For workers: DATABASE_URL=${stack.databaseUrl} npx pnpm@12 --silent model-trace worker\n`);
        await Promise.race([untilStopped(signal), stack.failed]);
      } finally {
        await stack.close();
      }
    });
}
