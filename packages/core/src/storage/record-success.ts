import { and, eq, sql } from 'drizzle-orm';
import { tasks } from '../evaluation/tasks.ts';
import {
  type EvaluationRequest,
  type EvaluationResults,
  isLeaderboardProtocol,
  isLeaderboardTrace,
  type TaskId,
} from '../results/index.ts';
import { endAttempts } from './attempt-history.ts';
import type { Database } from './database.ts';
import { evaluations, results } from './schema/index.ts';
import { storableJson } from './storable-json.ts';
import { type RankedRow, updateLeaderboard } from './update-leaderboard.ts';

type ResultRow = typeof results.$inferInsert;

/**
 * Stores the results, marks the evaluation as succeeded and updates the leaderboard: all of it or, when the evaluation
 * no longer runs on this attempt, nothing. @returns whether it was stored
 */
export async function recordSuccess(
  database: Database,
  { id, attempt, measured }: { id: string; attempt: number; measured: EvaluationResults },
): Promise<boolean> {
  const clean = storableJson(measured);
  const rows = (Object.keys(clean) as TaskId[]).map((task) => toResultRow(id, task, clean));
  return database.transaction(async (transaction) => {
    const [evaluation] = await transaction
      .update(evaluations)
      .set({
        status: 'succeeded',
        // What the files were really read at; the same as when the request was accepted, unless that was not known yet.
        commit: clean.perplexity?.commit ?? clean.trace?.commit ?? clean.scan?.commit ?? sql`${evaluations.commit}`,
        baseCommit:
          clean.trace?.baseCommit ?? clean.perplexity?.comparison?.baseCommit ?? sql`${evaluations.baseCommit}`,
        progress: null,
        hubToken: null,
        error: null,
        finishedAt: sql`now()`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(evaluations.id, id), eq(evaluations.attempt, attempt), eq(evaluations.status, 'running')))
      .returning();
    if (!evaluation) return false;
    await endAttempts(transaction, [id], null);
    if (rows.length > 0) {
      await transaction.insert(results).values(rows);
      const ranked = rows.filter((row) => isRanked(row, evaluation.request));
      if (ranked.length > 0) await updateLeaderboard(transaction, { evaluation, rows: ranked });
    }
    return true;
  });
}

/**
 * A scan is of many bases; a perplexity on another text, measured in another way or in half precision is not comparable with
 * those of the leaderboard, nor is a trace of blocks that somebody picked or by a threshold of his own.
 */
const isRanked = (row: ResultRow, { perplexity, trace, dtype = 'float32' }: EvaluationRequest): row is RankedRow =>
  (row.task === 'trace' && isLeaderboardTrace(trace)) ||
  (row.task === 'perplexity' && isLeaderboardProtocol(perplexity) && dtype === 'float32');

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
