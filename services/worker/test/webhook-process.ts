/** A process that sends webhooks, to be killed by a test. */
import { createSecretBox } from '@model-trace/core/secrets';
import { createEventStore, createWebhookStore } from '@model-trace/core/storage';
import { pino } from 'pino';
import { startWebhookSender } from '../src/webhook-sender.ts';

const connectionString = process.env.DATABASE_URL!;
startWebhookSender({
  webhooks: createWebhookStore({ connectionString }),
  events: createEventStore({ connectionString }),
  secrets: createSecretBox([Buffer.alloc(32, 7)]),
  logger: pino({ level: 'silent' }),
  ...{ allowPrivate: true, leaseMs: 1_000 },
});
