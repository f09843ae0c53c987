import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEvaluationStore, type EvaluationStore } from '@model-trace/core/storage';
import { type FakeHub, startFakeHub } from '../../../packages/core/test/fake-hub.ts';
import { testDatabase } from '../../../packages/core/test/services.ts';
import { type ApiConfig, apiDefaults } from '../src/config.ts';
import { startApi } from '../src/start-api.ts';
import { gpt2Config } from './fake-models.ts';

/** The tiny models of the repository. */
export const exampleModels = fileURLToPath(new URL('../../../examples/models', import.meta.url));

export interface Answer {
  status: number;
  headers: Headers;
  // Tests assert on what they read; a wrong shape fails there.
  // biome-ignore lint/suspicious/noExplicitAny: the body of any route
  body: any;
}

export interface ApiUnderTest {
  url: string;
  hub: FakeHub;
  databaseUrl: string;
  /** The same database, for what a worker would do. */
  store: EvaluationStore;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

/** A migrated database of the test's own and a Hub with a few models, both gone when it ends. */
export async function runningApi(
  t: { after(cleanup: () => Promise<void>): void; passed?: boolean },
  { queue, ...overrides }: Partial<ApiConfig> & { queue?: (databaseUrl: string) => Partial<ApiConfig> } = {},
): Promise<ApiUnderTest> {
  const databaseUrl = await testDatabase(t);
  const hub = await startFakeHub({
    models: {
      'owner/g0': { dir: join(exampleModels, 'g0') },
      'owner/l0': { dir: join(exampleModels, 'l0') },
      'owner/gated': { files: { 'config.json': '{}' }, gated: true },
      'owner/gguf': { files: { 'config.json': gpt2Config, 'tokenizer.json': '{}', 'model.gguf': 'x' } },
      'owner/rwkv': { files: { 'config.json': '{"model_type":"rwkv"}', 'model.safetensors': 'x' } },
    },
  });
  t.after(() => hub.close());
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-api-'));
  t.after(() => rm(cacheDir, { recursive: true, force: true }));
  const api = await startApi({
    ...apiDefaults,
    ...{ port: 0, databaseUrl, logLevel: 'silent' },
    models: { ...apiDefaults.models, roots: [exampleModels], cacheDir, hubEndpoint: hub.endpoint },
    ...queue?.(databaseUrl),
    ...overrides,
  });
  t.after(() => api.close());
  const store = createEvaluationStore({ connectionString: databaseUrl });
  t.after(() => store.close());
  const request = async (path: string, init?: RequestInit): Promise<Answer> => {
    const response = await fetch(new URL(path, api.url), init);
    const text = await response.text();
    const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
  };
  return {
    ...{ url: api.url, hub, databaseUrl, store },
    get: (path) => request(path),
    post: (path, body, headers) =>
      request(path, {
        method: 'POST',
        ...(body === undefined
          ? { headers }
          : {
              headers: { 'content-type': 'application/json', ...headers },
              body: typeof body === 'string' ? body : JSON.stringify(body),
            }),
      }),
  };
}
