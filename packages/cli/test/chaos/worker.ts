/** A worker of the suite: the product's, with times short enough to be missed. Argument: what differs, as JSON. */
import { parseSecretsKeys } from '@model-trace/core/secrets';
import { createWorkerService, workerDefaults } from '@model-trace/worker';
import { pino } from 'pino';

const service = createWorkerService({
  config: {
    ...workerDefaults,
    ...JSON.parse(process.argv[2]),
    secretsKeys: parseSecretsKeys(process.env.SECRETS_KEY!),
  },
  logger: pino({ level: 'info' }),
});
process.once('SIGTERM', async () => {
  await service.stop();
  process.exit(0);
});
await service.start();
