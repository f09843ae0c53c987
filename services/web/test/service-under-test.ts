import { createWorkerService, workerDefaults } from '@model-trace/worker';
import { pino } from 'pino';
import type { ApiConfig } from '../../api/src/config.ts';
import { type ApiUnderTest, exampleModels, runningApi } from '../../api/test/running-api.ts';
import { builtPage } from '../tools/built-page.ts';

interface Hooks {
  after(cleanup: () => Promise<void>): void;
  readonly passed?: boolean;
}

export { exampleModels };

/** The real service with its page, on a database of the test's own; with a worker where evaluations should run. */
export async function serviceUnderTest(
  t: Hooks,
  { worker = false, ...overrides }: Partial<ApiConfig> & { worker?: boolean } = {},
): Promise<ApiUnderTest> {
  const api = await runningApi(t, { webDir: await builtPage(), ...overrides });
  if (worker) await startWorker(t, api);
  return api;
}

/** Takes what is queued and computes it, in child processes of its own. */
export async function startWorker(t: Hooks, { databaseUrl, hub }: ApiUnderTest): Promise<void> {
  const service = createWorkerService({
    config: {
      ...workerDefaults,
      ...{ databaseUrl, modelRoots: [exampleModels], hubEndpoint: hub.endpoint },
      ...{ graceMs: 200, heartbeatMs: 100, logLevel: 'silent' },
    },
    logger: pino({ level: 'silent' }),
  });
  await service.start();
  t.after(() => service.stop());
}
