import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { isFinished } from '@model-trace/client';
import { createWorkerService, workerDefaults } from '@model-trace/worker';
import { pino } from 'pino';
import type { ApiConfig } from '../../api/src/config.ts';
import { type Answer, type ApiUnderTest, exampleModels, runningApi } from '../../api/test/running-api.ts';
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

/** Submits by the API and waits for success, however long a busy machine takes. */
export async function evaluated(api: ApiUnderTest, request: object): Promise<Answer['body']> {
  let { status, body } = await api.post('/v1/evaluations', request, { prefer: 'wait=60' });
  while (status === 202 || (status === 200 && !isFinished(body))) {
    await setTimeout(200);
    ({ status, body } = await api.get(`/v1/evaluations/${body.id}`));
  }
  assert.equal(body.status, 'succeeded', JSON.stringify(body));
  return body;
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
