import { bigint, doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { WeightType } from '../../results/index.ts';
import type { LineageEvidence } from '../lineage-query.ts';
import { evaluations } from './evaluations.ts';

/**
 * Which bases the newest scan of a model, at a commit and with its weights, found it derived from, kept up to date in the
 * transaction that stores results: the lineage would otherwise read every result of a scan for each page.
 */
export const scanFindings = pgTable(
  'scan_findings',
  {
    evaluationId: uuid('evaluation_id')
      .notNull()
      .references(() => evaluations.id, { onDelete: 'cascade' }),
    /** Of the base among the candidates of the scan, from 1: strongest evidence first. */
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
    /** Corrected for all bases tested, by Holm. */
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
