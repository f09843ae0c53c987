import { setTimeout as sleep } from 'node:timers/promises';
import { toModelTraceError } from '@model-trace/core/errors';
import type { SecretBox } from '@model-trace/core/secrets';
import type { DueDelivery, EventStore, WebhookStore, WebhookTry } from '@model-trace/core/storage';
import { sendWebhook, webhookHeaders, webhookRetryDelay, webhookSecretContext } from '@model-trace/core/webhooks';
import type { Logger } from 'pino';

export interface WebhookSender {
  /** Takes no more; resolves when the tries under way have ended. */
  stop(): Promise<void>;
}

export interface WebhookSenderOptions {
  webhooks: Pick<WebhookStore, 'take' | 'finish'>;
  /** Says when there may be something to send. */
  events: Pick<EventStore, 'listen'>;
  secrets: SecretBox;
  logger: Logger;
  allowPrivate: boolean;
  /** Tries under way at a time, default 32. */
  concurrency?: number;
  /** Of one webhook, default 2: an address that does not answer must not hold up the others. */
  perWebhook?: number;
  timeoutMs?: number;
  /** Pause between looks when nothing wakes; default 1,000. */
  intervalMs?: number;
  /** After that a try is taken for lost with its process: default twice the time that one may take, and 30 s. */
  leaseMs?: number;
  /** Pauses after failed tries; default those of `webhookRetryDelay`. */
  retryDelaysMs?: readonly number[];
  now?: () => Date;
  send?: typeof sendWebhook;
  random?: () => number;
}

/**
 * Sends the messages of webhooks that are due, each at least once: one whose process dies is sent again when its lease ends,
 * with the same id. Every worker does; rows that another one is at are skipped.
 */
export function startWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { webhooks, events, secrets, logger, allowPrivate, concurrency = 32, timeoutMs = 15_000 } = options;
  const { intervalMs = 1_000, leaseMs = 2 * timeoutMs + 30_000, now = () => new Date() } = options;
  const { send = sendWebhook, random, perWebhook = 2, retryDelaysMs } = options;
  const underWay = new Map<Promise<void>, string>();
  let stopping = false;
  let bell = Promise.withResolvers<void>();
  const listener = events.listen(() => bell.resolve());

  const attempt = async ({ id, payload, webhook }: DueDelivery): Promise<Omit<WebhookTry, 'at' | 'durationMs'>> => {
    try {
      const context = webhookSecretContext(webhook.id);
      const sealed = [webhook.secret, ...(webhook.previousSecret ? [webhook.previousSecret] : [])];
      const body = JSON.stringify(payload);
      const signed = webhookHeaders({
        ...{ id, body, timestamp: now() },
        secrets: sealed.map((secret) => secrets.open(secret, context)),
      });
      const headers = { 'user-agent': 'model-trace', ...signed };
      return { status: await send({ url: webhook.url, headers, body, allowPrivate, timeoutMs }), error: null };
    } catch (caught) {
      const { code, message } = caught as NodeJS.ErrnoException;
      const told = caught instanceof Error && caught.name === 'AbortError' ? 'timeout' : (code ?? message);
      return { status: null, error: String(told || toModelTraceError(caught).message).slice(0, 200) };
    }
  };

  const deliver = async (delivery: DueDelivery): Promise<void> => {
    const at = now();
    const began = performance.now();
    const { status, error } = await attempt(delivery);
    const tried = { at: at.toISOString(), durationMs: Math.round(performance.now() - began), status, error };
    const delivered = status !== null && status >= 200 && status < 300;
    // 410: the receiver wants nothing any more. A forbidden address does not become one of the internet by waiting, but a
    // name may lead elsewhere tomorrow, so that it is tried again as others are.
    const gone = status === 410;
    const delay = delivered || gone ? null : webhookRetryDelay(delivery.tries, random, retryDelaysMs);
    const nextTryAt = delay === null ? null : new Date(now().getTime() + delay);
    await webhooks.finish(delivery, { tried, delivered, nextTryAt, gone });
    const fields = { deliveryId: delivery.id, webhookId: delivery.webhook.id, try: delivery.tries, status, error };
    if (delivered) logger.info(fields, 'webhook delivered');
    else logger.warn({ ...fields, nextTryAt }, nextTryAt ? 'webhook is tried again' : 'webhook given up');
  };

  const run = async (): Promise<void> => {
    while (!stopping) {
      bell = Promise.withResolvers();
      const limit = concurrency - underWay.size;
      const byWebhook = Map.groupBy(underWay.values(), (id) => id);
      const except = [...byWebhook].filter(([, own]) => own.length >= perWebhook).map(([id]) => id);
      const due = await webhooks.take({ limit, perWebhook, except, leaseMs, now: now() }).catch((err) => {
        logger.warn({ err }, 'webhooks cannot be looked for');
        return [];
      });
      for (const delivery of due) {
        const own: Promise<void> = deliver(delivery)
          // Not written down: it is sent again when its lease ends.
          .catch((err) => logger.warn({ err, deliveryId: delivery.id }, 'end of a webhook not stored'))
          .finally(() => {
            underWay.delete(own);
            // There is room for another one of this webhook.
            bell.resolve();
          });
        underWay.set(own, delivery.webhook.id);
      }
      if (stopping) break;
      if (underWay.size >= concurrency) await Promise.race(underWay.keys());
      else if (due.length < limit) {
        const pause = new AbortController();
        await Promise.race([bell.promise, sleep(intervalMs, undefined, { signal: pause.signal }).catch(() => {})]);
        pause.abort();
      }
    }
  };
  const running = run();

  return {
    stop: async () => {
      stopping = true;
      bell.resolve();
      await Promise.all([running, listener.close()]);
      await Promise.all(underWay.keys());
    },
  };
}
