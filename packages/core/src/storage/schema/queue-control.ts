import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable } from 'drizzle-orm/pg-core';
import { time } from './time.ts';

/** What an operator last said of the whole queue: one row, or none where nobody has said anything. */
export const queueControl = pgTable(
  'queue_control',
  {
    id: integer('id').primaryKey().default(1),
    paused: boolean('paused').notNull(),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [check('queue_control_one_row', sql`${table.id} = 1`)],
);
