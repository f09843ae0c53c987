/** The worker process: signals and exit codes. 0: stopped when asked; 1: could not start; 2: bad environment. */
import { toModelTraceError } from '@model-trace/core/errors';
import { redactedPaths } from '@model-trace/core/secrets';
import { pino } from 'pino';
import { readWorkerConfig, type WorkerConfig } from './config.ts';
import { createWorkerService } from './create-worker-service.ts';

let config: WorkerConfig;
try {
  config = readWorkerConfig();
} catch (caught) {
  const { message, fix } = toModelTraceError(caught);
  console.error([message, fix].filter(Boolean).join('. '));
  process.exit(2);
}

const logger = pino({ level: config.logLevel, redact: redactedPaths });
const service = createWorkerService({ config, logger });

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  // The second one ends the grace period: see WorkerService.stop.
  process.on(signal, () => {
    service.stop().then(
      () => process.exit(0),
      (error) => {
        logger.fatal({ err: error }, 'worker could not stop cleanly');
        process.exit(1);
      },
    );
  });
}

try {
  await service.start();
} catch (caught) {
  const error = toModelTraceError(caught);
  logger.fatal({ err: error, fix: error.fix }, 'worker could not start');
  process.exit(1);
}
