import { sql } from 'drizzle-orm';
import { bigint, customType, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { evaluations } from './evaluations.ts';
import { time } from './time.ts';

/** A transaction number that never wraps around. */
const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * What happened to evaluations, written in the transaction that changed them. Numbers are given out before transactions
 * end, so one may become visible after a larger one: a reader takes rows of transactions older than all that still run
 * (`transaction < pg_snapshot_xmin(pg_current_snapshot())`) and then misses none.
 */
export const events = pgTable(
  'events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    transaction: transactionId('transaction').notNull().default(sql`pg_current_xact_id()`),
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    /** `evaluation.queued`, `.running`, `.progress`, `.succeeded`, `.failed`, `.canceled`, `.expired` */
    type: text('type').notNull(),
    data: jsonb('data').$type<Record<string, unknown>>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [
    index('events_evaluation_id').on(table.evaluationId, table.id),
    index('events_created').on(table.createdAt),
  ],
);
