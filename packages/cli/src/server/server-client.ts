import { type Client, createClient } from '@model-trace/client';
import type { CommandContext } from '../command-context.ts';

/** Somebody waits at the terminal: about a second of tries, then they are told. Waits for evaluations are more patient. */
const retry = { attempts: 3 };

/** A client of the server that the command line or the environment names. @throws ApiError USAGE when it is no address */
export function serverClient(
  { config, signal }: Pick<CommandContext, 'config' | 'signal'>,
  { url = config.url, hubToken }: { url?: string; hubToken?: string } = {},
): Client {
  return createClient({ baseUrl: url, apiKey: config.key, hubToken, signal, retry });
}
