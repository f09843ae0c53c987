import { isIP } from 'node:net';
import { ModelTraceError } from '../errors.ts';
import { isPrivateAddress } from './private-address.ts';

/**
 * An address that may be called as far as its text says; where its name leads is checked at each connect.
 * @throws WEBHOOK_URL_FORBIDDEN
 */
export function checkWebhookUrl(text: string, { allowPrivate }: { allowPrivate: boolean }): URL {
  const url = URL.parse(text);
  if (url === null) throw forbidden(text, 'is not a URL');
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) throw forbidden(text, 'is not https');
  if (url.username !== '' || url.password !== '') throw forbidden(url.host, 'holds a user name or password');
  const host = hostOf(url);
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) throw forbidden(text, 'is not on the internet');
  return url;
}

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

function forbidden(text: string, reason: string): ModelTraceError {
  return new ModelTraceError('WEBHOOK_URL_FORBIDDEN', `${JSON.stringify(text)} ${reason}`, {
    fix: 'Give an https address that can be reached from the internet.',
  });
}
