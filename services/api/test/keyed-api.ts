import { createKeyStore, type KeyScope, type KeyStore } from '@model-trace/core/storage';
import { type Answer, type ApiUnderTest, runningApi } from './running-api.ts';

export interface KeyedApi extends ApiUnderTest {
  keys: KeyStore;
  /** A new key with these scopes. */
  make(...scopes: KeyScope[]): Promise<string>;
  ask(key: string | null, method: string, path: string, options?: AskOptions): Promise<Answer>;
}

export interface AskOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A running API that asks for keys. */
export async function keyedApi(
  t: Parameters<typeof runningApi>[0],
  overrides: Parameters<typeof runningApi>[1] = {},
): Promise<KeyedApi> {
  const api = await runningApi(t, { auth: 'keys', ...overrides });
  const keys = createKeyStore({ connectionString: api.databaseUrl });
  t.after(() => keys.close());
  return {
    ...api,
    keys,
    make: async (...scopes) => (await keys.create({ name: scopes.join(' '), scopes })).text,
    ask: async (key, method, path, { body, headers } = {}) => {
      const response = await fetch(new URL(path, api.url), {
        method,
        headers: {
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = /json/.test(response.headers.get('content-type') ?? '');
      return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
    },
  };
}
