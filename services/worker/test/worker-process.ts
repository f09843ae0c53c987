/** A worker in a process of its own, for tests that kill it. Argument: its configuration as JSON. */
import { pino } from 'pino';
import { createWorkerService } from '../src/create-worker-service.ts';

const config = JSON.parse(process.argv[2]);
const service = createWorkerService({
  config: { ...config, evaluationModule: new URL(config.evaluationModule) },
  logger: pino({ level: config.logLevel }),
});
await service.start();
