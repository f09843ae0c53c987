import { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { serviceEnvironment } from '../config.ts';
import { untilStopped } from '../processes/until-stopped.ts';
import { requireDatabaseUrl } from '../require-database-url.ts';

/** `worker`: takes jobs until it is stopped. Ends at once when the process that forked it is gone. */
export function workerCommand({ config, signal }: CommandContext): Command {
  return new Command('worker')
    .description('take evaluations from the queue until stopped (DATABASE_URL, REDIS_URL, MODEL_ROOTS, …)')
    .action(async () => {
      const DATABASE_URL = requireDatabaseUrl(config);
      const { pino } = await import('pino');
      const { redactedPaths } = await import('@model-trace/core/secrets');
      const { createWorkerService, readWorkerConfig } = await import('@model-trace/worker');
      const workerConfig = readWorkerConfig(serviceEnvironment({ DATABASE_URL }));
      const logger = pino({ level: workerConfig.logLevel, redact: redactedPaths }, pino.destination(2));
      const service = createWorkerService({ config: workerConfig, logger });
      process.once('disconnect', () => service.stop({ now: true }).finally(() => process.exit()));
      try {
        await service.start();
        await untilStopped(signal);
      } finally {
        await service.stop();
      }
    });
}
