import type pg from 'pg';
import type { TraceResult } from '../results/index.ts';
import type { LineageEvidence } from './lineage-query.ts';
import { columns, samePair } from './scan-finding-sql.ts';
import { type evaluations, type results, scanFindings } from './schema/index.ts';
import { toColumns } from './table-row.ts';

/** A trace of fewer than the default statistics that says derived. */
export interface PartialTrace {
  evaluation: Pick<typeof evaluations.$inferSelect, 'id' | 'model' | 'commit' | 'base' | 'baseCommit'>;
  row: Pick<typeof results.$inferInsert, 'architecture' | 'parameters'> & { result: TraceResult };
}

type Finding = typeof scanFindings.$inferInsert;

/** Whether another row is what a trace of the same pair found. */
const sameTrace = (other: string, own: string) => `${other}.task = 'trace' and ${samePair(other, own)}`;
const statements = {
  // Two traces of one model that finish together take turns, and in one order; the locks end with the transaction.
  lock: `
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('partial trace ' || model, 0) as key from unnest($1::text[]) as model order by key
    ) as locked`,
  // Of a pair the newest submission counts, in whatever order they finish. One that found nothing takes nothing away: it may have asked less.
  replace: `
    with found as (
      select * from jsonb_populate_recordset(null::scan_findings, $1::jsonb)
    ), newest as (
      select * from found
      where not exists (select from found other where ${sameTrace('other', 'found')} and other.evaluation_id > found.evaluation_id)
        and not exists (select from scan_findings other where ${sameTrace('other', 'found')} and other.evaluation_id > found.evaluation_id)
    ), superseded as (
      delete from scan_findings using newest where ${sameTrace('scan_findings', 'newest')}
    )
    insert into scan_findings (${columns}) select ${columns} from newest`,
};

/** Brings the edges that such traces found up to date after they succeeded. */
export async function recordTraceFindings(transaction: pg.ClientBase, traces: readonly PartialTrace[]): Promise<void> {
  const run = (name: keyof typeof statements, value: unknown) =>
    transaction.query({ name: `trace findings ${name}`, text: statements[name], values: [value] });
  await run(
    'lock',
    traces.map(({ evaluation: { model } }) => model),
  );
  await run('replace', JSON.stringify(traces.map((trace) => toColumns(scanFindings, findingOf(trace)))));
}

function findingOf({ evaluation, row: { architecture, parameters, result } }: PartialTrace): Finding {
  const { weightType = 'original', weightsBase } = result.protocol.model;
  const evidence = evidenceOf(result);
  return {
    ...{ evaluationId: evaluation.id, task: 'trace', position: 0 },
    ...{ model: evaluation.model, commit: evaluation.commit, weightType, weightsBase: weightsBase?.id ?? null },
    ...{ architecture, parameters, base: result.base, baseCommit: evaluation.baseCommit },
    baseArchitecture: result.protocol.base.architecture,
    log10PValue: Math.min(...evidence.map(({ log10PValue }) => log10PValue ?? 0)),
    evidence,
  };
}

/** As the lineage shows a line's: of blocks at the same depth, and of all pairs of blocks. */
function evidenceOf({ statistics, localised = [] }: TraceResult): LineageEvidence[] {
  return [
    ...statistics.map(({ agreeingFraction, ...one }) => ({ ...one, agreeingFraction })),
    ...localised.map((one) => ({ ...one, agreeingFraction: null })),
  ].map(({ statistic, variant, log10PValue, validity, agreeingFraction, verdict }) => ({
    ...{ statistic, variant, log10PValue, validity, agreeingFraction, verdict, correctedFor: null },
  }));
}
