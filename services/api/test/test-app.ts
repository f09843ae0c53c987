import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { type AppOptions, buildApp } from '../src/app.ts';
import type { Dispatcher } from '../src/evaluations/submit-evaluation.ts';
import { fakeEvents } from './fake-events.ts';
import { fakeModels } from './fake-models.ts';
import { fakeAdministration } from './fake-queue.ts';
import { type FakeStore, fakeStore } from './fake-store.ts';
import { fakeWebhooks } from './fake-webhooks.ts';

export interface TestApp {
  app: FastifyInstance;
  store: FakeStore;
  /** Ids in the order in which they were enqueued. */
  enqueued: string[];
}

/** The service on fakes, closed at the end of the test. */
export async function testApp(
  t: TestContext,
  { queue: given, ...options }: Omit<Partial<AppOptions>, 'queue'> & { queue?: Dispatcher } = {},
): Promise<TestApp> {
  const store = fakeStore();
  const enqueued: string[] = [];
  const queue: Dispatcher = {
    add: async (id) => void enqueued.push(id),
    addMany: async (jobs) => void enqueued.push(...jobs.map(({ id }) => id)),
    remove: async (id) => enqueued.includes(id),
    ping: async () => {},
  };
  const app = await buildApp({
    store,
    events: fakeEvents,
    webhooks: fakeWebhooks,
    models: fakeModels,
    ...options,
    queue: { ...fakeAdministration, ...(given ?? queue) },
  });
  t.after(() => app.close());
  return { app, store, enqueued };
}
