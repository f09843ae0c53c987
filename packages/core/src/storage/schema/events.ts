import { sql } from 'drizzle-orm';
import { bigint, customType, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';

/** A transaction number that never wraps around. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * What happened to evaluations, written by a trigger in the statement that changes the row: no code path can forget it,
 * and it costs no round trip. Another removes them with their evaluation: a foreign key would look for it at each event. The
 * triggers are in migrations/, as Drizzle has no words for one.
 *
 * Readers go in the order of (transaction, id) and take rows of transactions older than all that still run
 * (`transaction < pg_snapshot_xmin(pg_current_snapshot())`): numbers are given out before transactions end, so by id
 * alone one may become visible after a larger one. `transaction` is the writer's, or that of the event before of the
 * same evaluation where that is larger (a transaction may get its number before one that changes the row first): events
 * of one evaluation are always in the order of its changes.
 */
export const events = pgTable(
  'events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    transaction: transactionId('transaction').notNull().default(sql`pg_current_xact_id()`),
    evaluationId: uuid('evaluation_id').notNull(),
    /** See `eventTypes`. */
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('events_order').on(table.transaction, table.id),
    index('events_evaluation_id').on(table.evaluationId, table.id),
    index('events_created').on(table.createdAt),
  ],
);
