import { bigint, doublePrecision, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { EvaluationResults, TaskId } from '../../results/index.ts';
import { evaluations } from './evaluations.ts';
import { time } from './time.ts';

/** One row per (evaluation, task): the whole result, and the numbers that lists show or sort by. */
export const results = pgTable(
  'results',
  {
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    task: text('task').$type<TaskId>().notNull(),
    metricValue: doublePrecision('metric_value'),
    verdict: text('verdict'),
    bitsPerByte: doublePrecision('bits_per_byte'),
    architecture: text('architecture').notNull(),
    parameters: bigint('parameters', { mode: 'number' }).notNull(),
    dtype: text('dtype').notNull(),
    result: jsonb('result').$type<NonNullable<EvaluationResults[TaskId]>>().notNull(),
    createdAt: time('created_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.evaluationId, table.task] })],
);
