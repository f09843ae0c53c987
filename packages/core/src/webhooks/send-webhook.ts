import { lookup as systemLookup } from 'node:dns';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { ModelTraceError } from '../errors.ts';
import { checkWebhookUrl } from './check-webhook-url.ts';
import { isPrivateAddress } from './private-address.ts';

export interface SendWebhookOptions {
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Takes addresses of the operator's own networks, and http. */
  allowPrivate: boolean;
  /** From the first packet to the last byte that is read of the answer. */
  timeoutMs?: number;
  /** How names become addresses. */
  lookup?: LookupFunction;
}

/** Of an answer only its status counts; more than this is not read. */
const answerBytes = 16 * 1024;

/**
 * Sends a message once. The address that is connected to is checked, not one that was looked up before: a name that leads
 * elsewhere the second time gains nothing. Redirects are answers like others: they are not followed.
 * @returns the status of the answer
 * @throws WEBHOOK_URL_FORBIDDEN, or whatever the connection failed with
 */
export async function sendWebhook(options: SendWebhookOptions): Promise<number> {
  const { headers, body, allowPrivate, timeoutMs = 15_000, lookup = systemLookup } = options;
  const url = checkWebhookUrl(options.url, { allowPrivate });
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const signal = AbortSignal.timeout(timeoutMs);
  const request = send(url, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    // A connection of its own: one of a pool was checked for another message.
    agent: false,
    ...{ signal, lookup: allowPrivate ? lookup : guarded(lookup) },
  });
  request.on('response', resolve).on('error', reject);
  request.end(body);
  try {
    const answer = await promise;
    try {
      let bytes = 0;
      for await (const chunk of answer) {
        bytes += (chunk as Buffer).length;
        if (bytes > answerBytes) break;
      }
    } catch {
      // It has been answered, whatever becomes of the rest: taken for a failure it would come again.
    }
    return answer.statusCode!;
  } finally {
    request.destroy();
  }
}

/** Gives the socket only addresses of the internet; if a name has any other, none. */
function guarded(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [{ address: found, family: 4 }] : (found ?? []);
      const bad = all.find(({ address }) => isPrivateAddress(address));
      const refused =
        error ??
        (bad || all.length === 0
          ? new ModelTraceError('WEBHOOK_URL_FORBIDDEN', `${hostname} leads to ${bad?.address ?? 'no address'}`)
          : null);
      if (refused) callback(refused as NodeJS.ErrnoException, []);
      else if (options.all) callback(null, all);
      else callback(null, all[0].address, all[0].family);
    });
  };
}
