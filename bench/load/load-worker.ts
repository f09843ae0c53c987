/** A worker service whose evaluations are no-op-evaluation.ts. Argument: what differs from the defaults, as JSON. */
import { createWorkerService, workerDefaults } from '@model-trace/worker';
import { pino } from 'pino';

const service = createWorkerService({
  config: {
    ...workerDefaults,
    ...{ evaluationModule: new URL('./no-op-evaluation.ts', import.meta.url), maxJobsPerProcess: 1_000_000 },
    ...JSON.parse(process.argv[2]),
  },
  logger: pino({ level: 'warn' }),
});
process.once('SIGTERM', async () => {
  await service.stop({ now: true });
  process.exit(0);
});
await service.start();
