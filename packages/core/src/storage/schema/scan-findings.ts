import { bigint, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { WeightType } from '../../results/index.ts';
import type { LineageEvidence } from '../lineage-query.ts';
import { evaluations } from './evaluations.ts';

/**
 * What the lineage shows besides lines of the leaderboard, kept up to date in the transaction that stores results: it would
 * otherwise read every result of a scan for each page. Which bases the newest scan of a model, at a commit and with its weights,
 * found it derived from; and pairs that a trace of fewer than the default statistics found derived.
 */
export const scanFindings = pgTable(
  'scan_findings',
  {
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    /** What found it. */
    task: text('task').$type<'scan' | 'trace'>().notNull().default('scan'),
    /** Of the base among the candidates of the scan, from 1: strongest evidence first; 0: of a trace. */
    position: integer('position').notNull(),
    model: text('model').notNull(),
    commit: text('commit'),
    weightType: text('weight_type').$type<WeightType>().notNull(),
    weightsBase: text('weights_base'),
    architecture: text('architecture').notNull(),
    parameters: bigint('parameters', { mode: 'number' }).notNull(),
    base: text('base').notNull(),
    baseCommit: text('base_commit'),
    baseArchitecture: text('base_architecture').notNull(),
    /** Of a scan corrected for all bases tested, by Holm; of a trace the smallest of its statistics. */
    log10PValue: doublePrecision('log10_p_value').notNull(),
    evidence: jsonb('evidence').$type<LineageEvidence[]>().notNull(),
  },
  (table) => [
    // Read backwards it gives the newest scan first, as the lineage shows it.
    primaryKey({ columns: [table.evaluationId, table.position] }),
    // Edges of a model, from either end.
    index('scan_findings_model').on(table.model),
    index('scan_findings_base').on(table.base),
  ],
);
