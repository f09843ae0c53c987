import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { StoredError } from '../evaluation-store.ts';
import { evaluations } from './evaluations.ts';
import { time } from './time.ts';

/** Each start of an evaluation by a worker and how it ended. */
export const attempts = pgTable(
  'attempts',
  {
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    attempt: integer('attempt').notNull(),
    /** Host and process of the worker. */
    worker: text('worker'),
    startedAt: time('started_at').notNull().defaultNow(),
    endedAt: time('ended_at'),
    /** Null: succeeded, or still running. */
    error: jsonb('error').$type<StoredError>(),
    /** Blocks taken over from an attempt before, in place of being computed again. */
    resumedLayers: integer('resumed_layers'),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.attempt] })],
);
