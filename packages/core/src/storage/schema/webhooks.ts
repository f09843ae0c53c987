import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { apiKeys } from './api-keys.ts';
import { bytes } from './bytes.ts';
import { evaluations } from './evaluations.ts';
import { time } from './time.ts';

/** Addresses that are told of events: of one evaluation, or of all that a key submitted. */
export const webhooks = pgTable(
  'webhooks',
  {
    id: uuid('id').primaryKey(),
    evaluationId: uuid('evaluation_id').references(() => evaluations.id, { onDelete: 'cascade' }),
    keyId: uuid('key_id').references(() => apiKeys.id, { onDelete: 'cascade' }),
    url: text('url').notNull(),
    /** Types of events; null: those that end an evaluation. */
    eventTypes: text('event_types').array(),
    /** Signing secret, encrypted with the operator's key; while a secret is replaced the one before signs too. */
    secret: bytes('secret').notNull(),
    previousSecret: bytes('previous_secret'),
    previousSecretUntil: time('previous_secret_until'),
    disabled: boolean('disabled').notNull().default(false),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('webhooks_evaluation').on(table.evaluationId),
    index('webhooks_key').on(table.keyId),
    // Those that every event asks for: few, however many came with submissions.
    index('webhooks_of_all').on(table.keyId).where(sql`${table.evaluationId} is null`),
  ],
);

/** Messages to addresses, made by the trigger that records events. The id is the message's own, the same at every try. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    id: uuid('id').primaryKey(),
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    eventType: text('event_type').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    status: text('status').$type<'pending' | 'delivered' | 'failed'>().notNull().default('pending'),
    tries: integer('tries').notNull().default(0),
    nextTryAt: time('next_try_at'),
    /** What became of each try: time, status or error, milliseconds. */
    log: jsonb('log').$type<Record<string, unknown>[]>().notNull().default(sql`'[]'`),
    createdAt: time('created_at').notNull().defaultNow(),
    deliveredAt: time('delivered_at'),
  },
  (table) => [
    index('webhook_deliveries_due').on(table.nextTryAt).where(sql`${table.status} = 'pending'`),
    index('webhook_deliveries_webhook').on(table.webhookId, table.id),
  ],
);
