import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { EvaluationProgress, EvaluationRequest, EvaluationStatus } from '../../results/index.ts';
import type { StoredCheck, StoredError } from '../evaluation-store.ts';
import { apiKeys } from './api-keys.ts';
import { bytes } from './bytes.ts';
import { time } from './time.ts';

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
    /** Attempts before it was last asked to be retried: the budget of starts counts from there. */
    attemptsBefore: integer('attempts_before').notNull().default(0),
    progress: jsonb('progress').$type<EvaluationProgress>(),
    error: jsonb('error').$type<StoredError>(),
    /** What was found when it was submitted; null: nothing was looked at. */
    checks: jsonb('checks').$type<StoredCheck[]>(),
    /** Larger runs first; equal ones in the order of `queuedAt`. */
    priority: integer('priority').notNull().default(0),
    /** Not started or not finished by then: expired. */
    deadlineAt: time('deadline_at'),
    /** Digest of all that decides the result: commits, tasks, protocol, method versions. Null where a file may change. */
    contentKey: text('content_key'),
    /** Runs beside others of the same content: asked for by `force`, or retried. */
    forced: boolean('forced').notNull().default(false),
    /** Key that it was submitted with; null where keys are off. */
    keyId: uuid('key_id').references(() => apiKeys.id, { onDelete: 'set null' }),
    /** What stands before the slash of a Hub id, for limits by organisation; null for a directory. */
    organisation: text('organisation'),
    /** The submitter's Hub token, encrypted; deleted when the evaluation ends. */
    hubToken: bytes('hub_token'),
    createdAt: time('created_at').notNull().defaultNow(),
    queuedAt: time('queued_at').notNull().defaultNow(),
    startedAt: time('started_at'),
    finishedAt: time('finished_at'),
    updatedAt: time('updated_at').notNull().defaultNow(),
  },
  (table) => [
    check(
      'evaluations_status',
      sql`${table.status} in ('queued', 'running', 'succeeded', 'failed', 'canceled', 'expired')`,
    ),
    index('evaluations_status_id').on(table.status, table.id),
    index('evaluations_model_id').on(table.model, table.id),
    index('evaluations_base_id').on(table.base, table.id).where(sql`${table.base} is not null`),
    // One for each task, since most evaluations have the one and few the other.
    index('evaluations_task_perplexity').on(table.id).where(sql`${table.request} -> 'tasks' ? 'perplexity'`),
    index('evaluations_task_trace').on(table.id).where(sql`${table.request} -> 'tasks' ? 'trace'`),
    index('evaluations_task_scan').on(table.id).where(sql`${table.request} -> 'tasks' ? 'scan'`),
    index('evaluations_key_id').on(table.keyId, table.id).where(sql`${table.keyId} is not null`),
    index('evaluations_organisation_created')
      .on(table.organisation, table.createdAt)
      .where(sql`${table.organisation} is not null`),
    index('evaluations_created').on(table.createdAt, table.id),
    index('evaluations_content')
      .on(table.contentKey, table.id)
      .where(sql`${table.contentKey} is not null and ${table.status} in ('queued', 'running', 'succeeded')`),
    // Of identical submissions at once, one is inserted.
    uniqueIndex('evaluations_content_unfinished')
      .on(table.contentKey)
      .where(sql`${table.status} in ('queued', 'running') and not ${table.forced}`),
    index('evaluations_deadline')
      .on(table.deadlineAt)
      .where(sql`${table.status} in ('queued', 'running') and ${table.deadlineAt} is not null`),
    index('evaluations_finished').on(table.finishedAt).where(sql`${table.finishedAt} is not null`),
    // Only unfinished rows: stays small however long the history grows, and updates of running rows stay cheap.
    index('evaluations_unfinished').on(table.id).where(sql`${table.status} in ('queued', 'running')`),
    index('evaluations_queue')
      .on(table.priority.desc(), table.queuedAt, table.id)
      .where(sql`${table.status} = 'queued'`),
  ],
);
