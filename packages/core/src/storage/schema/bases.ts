import { pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { time } from './time.ts';

/** Models that scans test others against, each at a commit. */
export const bases = pgTable(
  'bases',
  {
    id: uuid('id').primaryKey(),
    model: text('model').notNull(),
    /** Null: a directory. */
    commit: text('commit'),
    architecture: text('architecture').notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [unique('bases_model_commit').on(table.model, table.commit).nullsNotDistinct()],
);
