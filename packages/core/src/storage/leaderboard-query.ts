import { and, eq, gt, gte, ilike, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { rankedTasks } from '../evaluation/tasks.ts';
import type { RankedTaskId } from '../results/index.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database } from './database.ts';
import type { LeaderboardQuery, LeaderboardRow, Page } from './evaluation-store.ts';
import { leaderboard } from './schema/index.ts';
import { isUuid } from './uuid-v7.ts';

type Line = typeof leaderboard.$inferSelect;
type Sort = NonNullable<LeaderboardQuery['sort']>;
type Value = string | number | null;
type Cursor = [sort: Sort, order: 'asc' | 'desc', value: Value, id: string];

const taskIds = Object.keys(rankedTasks) as RankedTaskId[];

/**
 * A page of the leaderboard by keyset: O(limit) index entries however deep the page, and a row that comes in while
 * someone reads neither repeats nor skips another. Values that are missing come last in both directions.
 */
export async function readLeaderboard(database: Database, query: LeaderboardQuery): Promise<Page<LeaderboardRow>> {
  const { sort = 'perplexity', limit } = query;
  const order = query.order ?? (sort === 'submittedAt' ? 'desc' : 'asc');
  const { expression, nullable, read } = sortKey(sort);
  const after = query.cursor === undefined ? null : parseCursor(query.cursor, { sort, order });
  const filter = and(
    query.search ? ilike(leaderboard.model, `%${query.search.replace(/[\\%_]/g, '\\$&')}%`) : undefined,
    query.model ? eq(leaderboard.model, query.model) : undefined,
    query.architecture ? eq(leaderboard.architecture, query.architecture) : undefined,
    query.dtype ? eq(leaderboard.dtype, query.dtype) : undefined,
    query.license ? eq(leaderboard.license, query.license) : undefined,
    query.verdict ? eq(leaderboard.verdict, query.verdict) : undefined,
    query.weightType ? eq(leaderboard.weightType, query.weightType) : undefined,
    query.parametersFrom === undefined ? undefined : gte(leaderboard.parameters, query.parametersFrom),
    query.parametersBelow === undefined ? undefined : lt(leaderboard.parameters, query.parametersBelow),
  );
  const nulls = nullable ? sql` nulls last` : sql``;
  const direction = order === 'asc' ? sql`asc` : sql`desc${nulls}`;
  // One row more than asked says whether there is a next page.
  const page = (where: SQL | undefined, rows: number): Promise<Line[]> =>
    database
      .select()
      .from(leaderboard)
      .where(and(filter, where))
      .orderBy(sql`${expression} ${direction}`, sql`${leaderboard.evaluationId} ${direction}`)
      .limit(rows);

  let lines: Line[];
  if (after === null) {
    lines = await page(undefined, limit + 1);
  } else {
    // "Comes after, or is null" in one condition would read the index from its start: two ranges instead.
    const [, , value, id] = after;
    const beyond = order === 'asc' ? gt : lt;
    lines =
      value === null
        ? []
        : await page(
            sql`(${expression}, ${leaderboard.evaluationId}) ${order === 'asc' ? sql`>` : sql`<`} (${value}::${castOf(sort)}, ${id}::uuid)`,
            limit + 1,
          );
    if (nullable && lines.length <= limit) {
      const within = and(isNull(expression), value === null ? beyond(leaderboard.evaluationId, id) : undefined);
      lines = [...lines, ...(await page(within, limit + 1 - lines.length))];
    }
  }
  const items = lines.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = lines.length > limit && last ? encodeCursor([sort, order, read(last), last.evaluationId]) : null;
  return { items: items.map(toLeaderboardRow), nextCursor };
}

/** What the rows are sorted by, written exactly as the index that serves it (see schema.ts). */
function sortKey(sort: Sort): { expression: SQL; nullable: boolean; read: (line: Line) => Value } {
  switch (sort) {
    case 'model':
      return { expression: sql`${leaderboard.model}`, nullable: false, read: (line) => line.model };
    case 'submittedAt':
      return {
        expression: sql`${leaderboard.submittedAt}`,
        nullable: false,
        read: (line) => line.submittedAt.toISOString(),
      };
    case 'parameters':
      return { expression: sql`${leaderboard.parameters}`, nullable: true, read: (line) => line.parameters };
    default: {
      // A literal, not a parameter: the planner matches expression indexes by text. The registry's keys are ours.
      const key = sql.raw(`'${taskIds.find((task) => task === sort)}'`);
      return {
        expression: sql`((${leaderboard.metrics} ->> ${key})::double precision)`,
        nullable: true,
        read: (line) => line.metrics[sort] ?? null,
      };
    }
  }
}

function castOf(sort: Sort): SQL {
  if (sort === 'model') return sql`text`;
  if (sort === 'submittedAt') return sql`timestamptz`;
  return sort === 'parameters' ? sql`bigint` : sql`double precision`;
}

function parseCursor(cursor: string, { sort, order }: { sort: Sort; order: string }): Cursor {
  return decodeCursor<Cursor>(cursor, ([cursorSort, cursorOrder, value, id, ...rest]) => {
    if (cursorSort !== sort || cursorOrder !== order || rest.length > 0) return false;
    if (typeof id !== 'string' || !isUuid(id)) return false;
    if (sort === 'model') return typeof value === 'string';
    if (sort === 'submittedAt') return typeof value === 'string' && !Number.isNaN(Date.parse(value));
    if (sort === 'parameters') return value === null || Number.isSafeInteger(value);
    return value === null || Number.isFinite(value);
  });
}

function toLeaderboardRow({ metrics, sources: _sources, ...line }: Line): LeaderboardRow {
  const complete = Object.fromEntries(taskIds.map((task) => [task, metrics[task] ?? null]));
  return { ...line, metrics: complete as Record<RankedTaskId, number | null> };
}
