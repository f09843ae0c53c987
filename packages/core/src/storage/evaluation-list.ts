import { and, desc, eq, getTableColumns, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm';
import { tasks } from '../evaluation/tasks.ts';
import type { TaskId } from '../results/index.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database } from './database.ts';
import { toEvaluation } from './evaluation-row.ts';
import type { Evaluation, ListQuery, Page, StoredCheck } from './evaluation-store.ts';
import { evaluations, results } from './schema/index.ts';
import { isUuid } from './uuid-v7.ts';

/** Without what a list does not show, and is some 2 kB of each row. */
const { checks: _checks, ...columns } = getTableColumns(evaluations);
type Row = Omit<typeof evaluations.$inferSelect, 'checks'> & { checks?: StoredCheck[] | null };
type Cursor = [id: string] | [createdAt: string, id: string];

/**
 * A page of evaluations, newest first, by keyset: a row that comes in while someone reads neither repeats nor skips
 * another. Rows are read in the order of their ids, which every index ends with; a list between two times in the order of
 * these, since ids are made by the clock of another machine.
 */
export async function readEvaluations(database: Database, query: ListQuery): Promise<Page<Evaluation>> {
  const { limit, cursor, status } = query;
  const dated = query.submittedAfter !== undefined || query.submittedBefore !== undefined;
  const conditions = filters(query);
  const ofStatus = status !== undefined && conditions.length === 1 ? status : null;
  const rows = await database
    .select(columns)
    .from(evaluations)
    .where(
      ofStatus !== null
        ? inStatus(ofStatus, cursor)
        : and(...conditions, cursor === undefined ? undefined : beyond(cursor, dated)),
    )
    .orderBy(
      ...(dated ? [desc(evaluations.createdAt)] : ofStatus !== null ? [desc(evaluations.status)] : []),
      desc(evaluations.id),
    )
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const items = query.results === false ? shown.map((row) => toEvaluation(row)) : await withResults(database, shown);
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items, nextCursor: null };
  return { items, nextCursor: encodeCursor(dated ? [last.createdAt.toISOString(), last.id] : [last.id]) };
}

function filters({ status, model, base, task, keyId, submittedAfter, submittedBefore }: ListQuery) {
  return [
    status && eq(evaluations.status, status),
    model && eq(evaluations.model, model),
    base && eq(evaluations.base, base),
    task && hasTask(task),
    keyId && eq(evaluations.keyId, keyId),
    submittedAfter && gte(evaluations.createdAt, submittedAfter),
    submittedBefore && lt(evaluations.createdAt, submittedBefore),
  ].filter((condition) => condition !== undefined && condition !== '');
}

/** Written exactly as the predicate of the index that serves it. */
function hasTask(task: TaskId): SQL {
  const known = Object.keys(tasks).find((each) => each === task);
  // A literal, not a parameter: the planner compares predicates by text. The ids are ours.
  return sql`${evaluations.request} -> 'tasks' ? ${sql.raw(`'${known}'`)}`;
}

/**
 * Rows of one status, as a range of (status, id) and in this order, which only the index of both has. By `status = …` the
 * planner reads the primary key backwards where most rows have that status, through all newer ones that have another.
 */
function inStatus(status: string, cursor: string | undefined): SQL | undefined {
  const upTo =
    cursor === undefined
      ? lte(evaluations.status, sql`${status}`)
      : sql`(${evaluations.status}, ${evaluations.id}) < (${status}, ${cursorOf(cursor, false)[0]}::uuid)`;
  return and(gte(evaluations.status, sql`${status}`), upTo);
}

function beyond(cursor: string, dated: boolean): SQL {
  const values = cursorOf(cursor, dated);
  if (values.length === 1) return lt(evaluations.id, values[0]);
  return sql`(${evaluations.createdAt}, ${evaluations.id}) < (${values[0]}::timestamptz, ${values[1]}::uuid)`;
}

function cursorOf(cursor: string, dated: boolean): Cursor {
  return decodeCursor<Cursor>(cursor, (given) => {
    const id = given.at(-1);
    if (given.length !== (dated ? 2 : 1) || typeof id !== 'string' || !isUuid(id)) return false;
    return !dated || (typeof given[0] === 'string' && isTime(given[0]));
  });
}

function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/** The rows with what was measured, in their order. */
export async function withResults(database: Database, rows: readonly Row[]): Promise<Evaluation[]> {
  const finished = rows.filter(({ status }) => status === 'succeeded').map(({ id }) => id);
  const measured =
    finished.length === 0
      ? []
      : await database
          .select({ evaluationId: results.evaluationId, task: results.task, result: results.result })
          .from(results)
          .where(inArray(results.evaluationId, finished));
  const byEvaluation = Map.groupBy(measured, ({ evaluationId }) => evaluationId);
  return rows.map((row) => toEvaluation(row, byEvaluation.get(row.id)));
}
