import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a proxy may send as X-Request-Id: it goes into logs and headers, so nothing but plain short tokens. */
const accepted = /^[\w.:-]{1,64}$/;

/** The id given by the caller, so that its logs and ours can be joined; else a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && accepted.test(given) ? given : randomUUID();
}
