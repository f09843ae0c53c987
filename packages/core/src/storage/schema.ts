import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type {
  EvaluationProgress,
  EvaluationRequest,
  EvaluationResults,
  EvaluationStatus,
  TaskId,
} from '../results/index.ts';
import type { StoredError } from './evaluation-store.ts';

/** Milliseconds, as a JavaScript Date holds: a value read and written back stays the same. */
const time = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });

/** One row per request. The id is a UUIDv7, so its order is the order of submission. */
export const evaluations = pgTable(
  'evaluations',
  {
    id: uuid('id').primaryKey(),
    request: jsonb('request').$type<EvaluationRequest>().notNull(),
    model: text('model').notNull(),
    /** Model traced against; null when no trace was asked for. */
    base: text('base'),
    commit: text('commit'),
    baseCommit: text('base_commit'),
    status: text('status').$type<EvaluationStatus>().notNull(),
    attempt: integer('attempt').notNull().default(0),
    progress: jsonb('progress').$type<EvaluationProgress>(),
    error: jsonb('error').$type<StoredError>(),
    createdAt: time('created_at').notNull().defaultNow(),
    queuedAt: time('queued_at').notNull().defaultNow(),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [
    check('evaluations_status', sql`${table.status} in ('queued', 'running', 'succeeded', 'failed', 'canceled')`),
    index('evaluations_status_id').on(table.status, table.id),
    index('evaluations_model_id').on(table.model, table.id),
    // Only unfinished rows: stays small however long the history grows, and updates of running rows stay cheap.
    index('evaluations_unfinished').on(table.id).where(sql`${table.status} in ('queued', 'running')`),
    index('evaluations_queue').on(table.queuedAt, table.id).where(sql`${table.status} = 'queued'`),
  ],
);

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

/**
 * The leaderboard, kept up to date in the transaction that stores results: one row per (model, commit, base). Computing
 * it from `results` on every request would read the whole history. Metrics are one jsonb object keyed by task, so that
 * a new task needs no migration; the expression indexes below only make sorting by it fast.
 */
export const leaderboard = pgTable(
  'leaderboard',
  {
    /** The newest succeeded evaluation; also what breaks ties between equal values. */
    evaluationId: uuid('evaluation_id')
      .primaryKey()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    model: text('model').notNull(),
    commit: text('commit'),
    base: text('base'),
    metrics: jsonb('metrics').$type<Partial<Record<TaskId, number | null>>>().notNull(),
    /** Evaluation that each task's values came from. */
    sources: jsonb('sources').$type<Partial<Record<TaskId, string>>>().notNull(),
    verdict: text('verdict'),
    bitsPerByte: doublePrecision('bits_per_byte'),
    architecture: text('architecture'),
    parameters: bigint('parameters', { mode: 'number' }),
    dtype: text('dtype'),
    submittedAt: time('submitted_at').notNull(),
    finishedAt: time('finished_at').notNull(),
  },
  (table) => [
    unique('leaderboard_model_commit_base').on(table.model, table.commit, table.base).nullsNotDistinct(),
    // Nulls come last in both directions, so a descending page is not the ascending index read backwards.
    index('leaderboard_perplexity_asc').on(
      sql`((${table.metrics} ->> 'perplexity')::double precision) asc nulls last`,
      table.evaluationId.asc(),
    ),
    index('leaderboard_perplexity_desc').on(
      sql`((${table.metrics} ->> 'perplexity')::double precision) desc nulls last`,
      table.evaluationId.desc(),
    ),
    index('leaderboard_trace_asc').on(
      sql`((${table.metrics} ->> 'trace')::double precision) asc nulls last`,
      table.evaluationId.asc(),
    ),
    index('leaderboard_trace_desc').on(
      sql`((${table.metrics} ->> 'trace')::double precision) desc nulls last`,
      table.evaluationId.desc(),
    ),
    index('leaderboard_parameters_asc').on(table.parameters.asc().nullsLast(), table.evaluationId.asc()),
    index('leaderboard_parameters_desc').on(table.parameters.desc().nullsLast(), table.evaluationId.desc()),
    index('leaderboard_model').on(table.model.asc(), table.evaluationId.asc()),
    index('leaderboard_submitted').on(table.submittedAt.asc(), table.evaluationId.asc()),
  ],
);
