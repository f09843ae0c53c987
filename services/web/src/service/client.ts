import { type Client, createClient } from '@model-trace/client';
import { appBase } from './app-base.ts';
import { storedKey } from './key.ts';

let current: { key: string | null; client: Client } | undefined;

/** The API, with the key that the user gave. Who looks at a page does not wait as long as a program. */
export function client(): Client {
  const key = storedKey();
  if (current === undefined || current.key !== key) {
    const retry = { attempts: 3, longestDelayMs: 5_000, timeoutMs: 60_000 };
    current = { key, client: createClient({ baseUrl: appBase.href, apiKey: key ?? undefined, retry }) };
  }
  return current.client;
}
