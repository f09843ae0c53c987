import { sql } from 'drizzle-orm';
import { bigint, doublePrecision, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { RankedTaskId, WeightType } from '../../results/index.ts';
import { evaluations } from './evaluations.ts';
import { time } from './time.ts';

/**
 * The leaderboard, kept up to date in the transaction that stores results: one row per (model, commit, weights,
 * base, commit of the base). Computing
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
    weightType: text('weight_type').$type<WeightType>().notNull().default('original'),
    /** Model that an adapter or delta was put over. */
    weightsBase: text('weights_base'),
    base: text('base'),
    /** null: a directory, or no base. */
    baseCommit: text('base_commit'),
    metrics: jsonb('metrics').$type<Partial<Record<RankedTaskId, number | null>>>().notNull(),
    /** Evaluation that each task's values came from. */
    sources: jsonb('sources').$type<Partial<Record<RankedTaskId, string>>>().notNull(),
    verdict: text('verdict'),
    bitsPerByte: doublePrecision('bits_per_byte'),
    architecture: text('architecture'),
    parameters: bigint('parameters', { mode: 'number' }),
    dtype: text('dtype'),
    license: text('license'),
    submittedAt: time('submitted_at').notNull(),
    finishedAt: time('finished_at').notNull(),
  },
  (table) => [
    unique('leaderboard_model_commit_weights_base')
      .on(table.model, table.commit, table.weightType, table.weightsBase, table.base, table.baseCommit)
      .nullsNotDistinct(),
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
    // Edges of a model, from either end.
    index('leaderboard_base').on(table.base).where(sql`${table.base} is not null`),
    index('leaderboard_derived').on(table.evaluationId).where(sql`${table.verdict} = 'derived'`),
    index('leaderboard_submitted').on(table.submittedAt.asc(), table.evaluationId.asc()),
  ],
);
