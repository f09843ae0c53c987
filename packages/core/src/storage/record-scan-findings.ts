import type pg from 'pg';
import type { ScanCandidate, ScanResult } from '../results/index.ts';
import type { LineageEvidence } from './lineage-query.ts';
import { columns, sameModel } from './scan-finding-sql.ts';
import { type evaluations, type results, scanFindings } from './schema/index.ts';
import { toColumns } from './table-row.ts';

/** A scan that succeeded. */
export interface FinishedScan {
  evaluation: Pick<typeof evaluations.$inferSelect, 'id' | 'model' | 'commit'>;
  row: Pick<typeof results.$inferInsert, 'architecture' | 'parameters'> & { result: ScanResult };
}

const statements = {
  // Two scans of one model that finish together take turns, and in one order; the locks end with the transaction.
  lock: `
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended('scan ' || model, 0) as key from unnest($1::text[]) as model order by key
    ) as locked`,
  // The newest submission counts, in whatever order they finish: one that found nothing takes the findings before it away.
  replace: `
    with scan as (
      select * from jsonb_to_recordset($1::jsonb) as each
        (evaluation_id uuid, model text, commit text, weight_type text, weights_base text, findings jsonb)
    ), newest as (
      select * from scan where not exists (
        select from evaluations e join results r on r.evaluation_id = e.id and r.task = 'scan'
        cross join lateral (
          select e.model, e.commit, coalesce(r.result #>> '{protocol,model,weightType}', 'original') as weight_type,
            r.result #>> '{protocol,model,weightsBase,id}' as weights_base
        ) newer
        where e.model = scan.model and e.id > scan.evaluation_id and ${sameModel('newer', 'scan')}
      )
    ), superseded as (
      delete from scan_findings using newest where scan_findings.task = 'scan' and ${sameModel('scan_findings', 'newest')}
    )
    insert into scan_findings (${columns})
    select ${columns.map((name) => `found.${name}`)}
    from newest cross join lateral jsonb_populate_recordset(null::scan_findings, newest.findings) found`,
};

/** Brings the edges that scans found up to date after scans succeeded and their results were stored. */
export async function recordScanFindings(transaction: pg.ClientBase, scans: readonly FinishedScan[]): Promise<void> {
  const run = (name: keyof typeof statements, value: unknown) =>
    transaction.query({ name: `scan findings ${name}`, text: statements[name], values: [value] });
  await run(
    'lock',
    scans.map(({ evaluation: { model, commit } }) => JSON.stringify([model, commit])),
  );
  await run(
    'replace',
    JSON.stringify(
      scans.map((scan) => ({
        ...ofModel(scan),
        findings: findingsOf(scan).map((finding) => toColumns(scanFindings, finding)),
      })),
    ),
  );
}

function ofModel({ evaluation: { id, model, commit }, row: { result } }: FinishedScan) {
  const { weightType = 'original', weightsBase } = result.protocol.model;
  return { evaluation_id: id, model, commit, weight_type: weightType, weights_base: weightsBase?.id ?? null };
}

function findingsOf(scan: FinishedScan): (typeof scanFindings.$inferInsert)[] {
  const { evaluation, row } = scan;
  const { architecture, parameters, result } = row;
  const { weight_type: weightType, weights_base: weightsBase } = ofModel(scan);
  return result.candidates.flatMap((candidate, index) => {
    if (candidate.verdict !== 'derived') return [];
    const { base, commit: baseCommit, architecture: baseArchitecture, log10PHolm: log10PValue } = candidate;
    return {
      ...{ evaluationId: evaluation.id, task: 'scan', position: index + 1 },
      ...{ model: evaluation.model, commit: evaluation.commit, weightType, weightsBase, architecture, parameters },
      ...{ base, baseCommit, baseArchitecture, log10PValue, evidence: evidenceOf(candidate, result.tested) },
    };
  });
}

/** What the scan says of a base, each p-value corrected for all that it tested. */
function evidenceOf(candidate: ScanCandidate, correctedFor: number): LineageEvidence[] {
  const { log10PHolm, agreeingFraction, verdict, trace, traceLog10PBonferroni } = candidate;
  return [
    {
      ...{ statistic: 'csu', variant: 'phi_U', validity: 'exact', log10PValue: log10PHolm },
      ...{ agreeingFraction, verdict, correctedFor },
    },
    ...(trace?.statistics ?? []).map(({ statistic, variant, validity, agreeingFraction }) => ({
      ...{ statistic, variant, validity, log10PValue: traceLog10PBonferroni[statistic] ?? null },
      ...{ agreeingFraction, verdict: null, correctedFor },
    })),
  ];
}
