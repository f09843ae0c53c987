import { buildApp } from '../app.ts';

/** The OpenAPI document of the service, made without a server, a database or a queue. */
export async function openApiDocument({ version }: { version: string }): Promise<Record<string, unknown>> {
  // Routes are declared on these; nothing is asked of them before a request comes.
  const none = {} as never;
  const app = await buildApp({ store: none, queue: none, models: none, events: none, webhooks: none, version });
  try {
    await app.ready();
    return app.swagger() as unknown as Record<string, unknown>;
  } finally {
    await app.close();
  }
}
