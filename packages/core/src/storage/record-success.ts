import { tasks } from '../evaluation/tasks.ts';
import {
  type EvaluationRequest,
  type EvaluationResults,
  isLeaderboardProtocol,
  isLeaderboardTrace,
  isPartOfLeaderboardTrace,
  type TaskId,
} from '../results/index.ts';
import { type Database, transact } from './database.ts';
import { groupStatements } from './group-statements.ts';
import { type FinishedScan, recordScanFindings } from './record-scan-findings.ts';
import { type PartialTrace, recordTraceFindings } from './record-trace-findings.ts';
import { evaluations, type results } from './schema/index.ts';
import { storableJson } from './storable-json.ts';
import { fromColumns } from './table-row.ts';
import { type RankedRow, updateLeaderboard } from './update-leaderboard.ts';

type ResultRow = typeof results.$inferInsert;

interface Success {
  id: string;
  rows: readonly ResultRow[];
  /** What the statement is given of it, as JSON. */
  json: string;
}

/** A larger result goes alone: a statement is held in memory as a whole, here and there. */
const mostCharsTogether = 100_000;

/**
 * Stores results, marks evaluations as succeeded and updates the leaderboard, those that end at once in one transaction: of
 * each all of it or, when it no longer runs on this attempt, nothing. @returns whether it was stored
 */
export function recordTogether(
  database: Database,
): (success: { id: string; attempt: number; measured: EvaluationResults }) => Promise<boolean> {
  const run = (wanted: readonly Success[]) => recordSuccesses(database, wanted);
  const together = groupStatements<Success, boolean>({ run, most: 100, keyOf: ({ id }) => id });
  return async ({ id, attempt, measured }) => {
    const success = toSuccess({ id: id.toLowerCase(), attempt, measured: storableJson(measured) });
    return success.json.length > mostCharsTogether ? (await run([success]))[0] : together(success);
  };
}

/**
 * What the files were really read at is the same as when the request was accepted, unless that was not known yet. The ids stand
 * apart from the rows as well, so that the planner looks for these and not for all that runs.
 */
const statement = `
  with wanted as (
    select * from jsonb_to_recordset($1::jsonb)
      as each(id uuid, attempt integer, commit text, base_commit text, results jsonb)
  ), succeeded as (
    update evaluations
    set status = 'succeeded', progress = null, hub_token = null, error = null, finished_at = now(), updated_at = now(),
      commit = coalesce(wanted.commit, evaluations.commit),
      base_commit = coalesce(wanted.base_commit, evaluations.base_commit)
    from wanted
    where evaluations.id = any($2::uuid[]) and evaluations.id = wanted.id and evaluations.attempt = wanted.attempt
      and status = 'running'
    returning evaluations.id, request, model, evaluations.commit, base, evaluations.base_commit, created_at, finished_at
  ), ended as (
    update attempts set ended_at = now(), error = null from succeeded
    where attempts.evaluation_id = succeeded.id and attempts.ended_at is null
  ), stored as (
    insert into results
      (evaluation_id, task, metric_value, verdict, bits_per_byte, architecture, parameters, dtype, result)
    select wanted.id, each.* from succeeded join wanted on wanted.id = succeeded.id cross join lateral
      jsonb_to_recordset(wanted.results) as each(task text, "metricValue" double precision, verdict text,
        "bitsPerByte" double precision, architecture text, parameters bigint, dtype text, result jsonb)
  )
  select * from succeeded`;

async function recordSuccesses(database: Database, wanted: readonly Success[]): Promise<boolean[]> {
  // Rows are locked in this order.
  const inOrder = wanted.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return transact(database, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>({
      ...{ name: 'record successes', text: statement },
      values: [`[${inOrder.map(({ json }) => json).join(',')}]`, inOrder.map(({ id }) => id)],
    });
    const succeeded = new Map(rows.map((row) => [row.id, fromColumns(evaluations, row)]));
    const ranked = inOrder.flatMap(({ id, rows }) => {
      const evaluation = succeeded.get(id);
      if (evaluation === undefined) return [];
      const own = rows.filter((row) => isRanked(row, evaluation.request));
      return own.length === 0 ? [] : [{ evaluation, rows: own }];
    });
    if (ranked.length > 0) await updateLeaderboard(client, ranked);
    const scans = inOrder.flatMap(({ id, rows }) => {
      const evaluation = succeeded.get(id);
      return evaluation === undefined ? [] : rows.filter(isScan).map((row) => ({ evaluation, row }));
    });
    if (scans.length > 0) await recordScanFindings(client, scans);
    const traces = inOrder.flatMap(({ id, rows }) => {
      const evaluation = succeeded.get(id);
      if (evaluation === undefined || !isPartOfLeaderboardTrace(evaluation.request)) return [];
      return rows.filter(isDerivedTrace).map((row) => ({ evaluation, row }));
    });
    if (traces.length > 0) await recordTraceFindings(client, traces);
    return wanted.map(({ id }) => succeeded.has(id));
  });
}

function toSuccess({ id, attempt, measured }: { id: string; attempt: number; measured: EvaluationResults }): Success {
  const { perplexity, trace, scan } = measured;
  const rows = (Object.keys(measured) as TaskId[]).map((task) => toResultRow(id, task, measured));
  const commit = perplexity?.commit ?? trace?.commit ?? scan?.commit;
  const baseCommit = trace?.baseCommit ?? perplexity?.comparison?.baseCommit;
  return { id, rows, json: JSON.stringify({ id, attempt, commit, base_commit: baseCommit, results: rows }) };
}

const isDerivedTrace = (row: ResultRow): row is ResultRow & PartialTrace['row'] =>
  row.task === 'trace' && row.verdict === 'derived';

const isScan = (row: ResultRow): row is ResultRow & FinishedScan['row'] => row.task === 'scan';

/**
 * A scan is of many bases; a perplexity on another text, measured in another way or in half precision is not comparable with
 * those of the leaderboard, nor is a trace of statistics or blocks that somebody picked or by a threshold of his own.
 */
const isRanked = (row: ResultRow, request: EvaluationRequest): row is RankedRow =>
  (row.task === 'trace' && isLeaderboardTrace(request)) ||
  (row.task === 'perplexity' &&
    isLeaderboardProtocol(request.perplexity) &&
    (request.dtype ?? 'float32') === 'float32');

function toResultRow<Id extends TaskId>(evaluationId: string, task: Id, measured: EvaluationResults): ResultRow {
  const result = measured[task]!;
  const { architecture, parameters, dtype } = result.protocol.model;
  return {
    evaluationId,
    task,
    metricValue: tasks[task].metricValue(result),
    verdict: task === 'trace' ? (measured.trace?.verdict ?? null) : null,
    bitsPerByte: task === 'perplexity' ? (measured.perplexity?.bitsPerByte ?? null) : null,
    architecture,
    parameters,
    dtype,
    result,
  };
}
