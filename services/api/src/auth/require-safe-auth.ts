import { isIPv4 } from 'node:net';
import { ModelTraceError } from '@model-trace/core/errors';
import type { ApiConfig } from '../config.ts';

/**
 * Refuses to serve without keys where others could reach it. @throws AUTH_OFF_EXPOSED
 */
export function requireSafeAuth({ auth, authOffForced, host, publishedHost = host }: ApiConfig): void {
  if (auth === 'keys' || authOffForced || isLoopback(publishedHost)) return;
  throw new ModelTraceError(
    'AUTH_OFF_EXPOSED',
    `Without keys, anybody who reaches ${publishedHost} could use the service`,
    {
      fix: 'Set AUTH=keys and make one with `model-trace keys create`, or HOST to 127.0.0.1, or AUTH_OFF_FORCED=true where something in front of the service asks who it is.',
    },
  );
}

function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}
