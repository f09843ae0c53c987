import { getTableColumns } from 'drizzle-orm';
import type pg from 'pg';
import { isLeaderboardTrace, type RankedTaskId, type WeightType } from '../results/index.ts';
import { type evaluations, leaderboard, type results } from './schema/index.ts';
import { fromColumns, toColumns } from './table-row.ts';

type Evaluation = Pick<
  typeof evaluations.$inferSelect,
  'id' | 'request' | 'model' | 'commit' | 'base' | 'baseCommit' | 'createdAt' | 'finishedAt'
>;
/** Of a task with a column. */
export type RankedRow = typeof results.$inferInsert & { task: RankedTaskId };
type Line = typeof leaderboard.$inferInsert;

/** An evaluation that succeeded, and what of its results the leaderboard shows. */
export interface RankedEvaluation {
  evaluation: Evaluation;
  rows: readonly RankedRow[];
}

const columns = Object.values(getTableColumns(leaderboard)).map(({ name }) => `"${name}"`);
/** Prepared once by a connection. */
const statements = {
  // Two evaluations of one model that finish together take turns, and in one order; the locks end with the transaction.
  lock: `
    select pg_advisory_xact_lock(key) from (
      select distinct hashtextextended(model, 0) as key from unnest($1::text[]) as model order by key
    ) as locked`,
  // Model by model ("offset" keeps it so), or the planner may read the whole table for a few lines.
  read: `
    select line from unnest($1::text[]) as wanted(model) cross join lateral (
      select row_to_json(leaderboard) as line from leaderboard where leaderboard.model = wanted.model offset 0
    ) as own`,
  traces: `
    select e.id, e.request, r.result #> '{protocol,methodVersion}' as "methodVersion"
    from evaluations e join results r on r.evaluation_id = e.id and r.task = 'trace' where e.id = any($1::uuid[])`,
  remove: 'delete from leaderboard where evaluation_id = any($1::uuid[])',
  insert: `
    insert into leaderboard (${columns}) select ${columns} from jsonb_populate_recordset(null::leaderboard, $1::jsonb)`,
};

/**
 * Brings the lines of models, each at one commit, up to date after evaluations of them succeeded. A line is a (model,
 * commit, weights, base, commit of the base): a trace against another commit of a base takes no finding away. Perplexity does not depend on a base, so it goes to every line of the model, and a line without a base
 * stands only until there is one with a base. Of each task the newest submission counts, in whatever order they finish; of
 * traces the one that says most (`TraceRank`).
 */
export async function updateLeaderboard(
  transaction: pg.ClientBase,
  ranked: readonly RankedEvaluation[],
): Promise<void> {
  const run = (name: keyof typeof statements, value: unknown) =>
    transaction.query({ name: `leaderboard ${name}`, text: statements[name], values: [value] });
  const places = ranked.map(({ evaluation: { model, commit }, rows }) => ({ model, commit, ...weightsOf(rows) }));
  await run(
    'lock',
    places.map(({ model, commit }) => JSON.stringify([model, commit])),
  );
  const { rows } = await run('read', [...new Set(places.map(({ model }) => model))]);
  const known: Line[] = rows.map(({ line }) => fromColumns(leaderboard, line));
  const byPlace = Map.groupBy(ranked.keys(), (i) => placeKey(places[i]));
  const linesByPlace = Map.groupBy(known, placeKey);
  const ranks = await traceRanks(
    ranked,
    [...byPlace].flatMap(([place, own]) =>
      own.some((i) => ranked[i].rows.some(isTrace)) ? (linesByPlace.get(place) ?? []) : [],
    ),
    async (ids) => (await run('traces', ids)).rows,
  );
  const removed: string[] = [];
  const changed: Line[] = [];
  for (const [place, own] of byPlace) {
    const before: readonly Line[] = linesByPlace.get(place) ?? [];
    const after = own.reduce<readonly Line[]>((lines, i) => mergeEvaluation(lines, ranked[i], ranks), before);
    removed.push(...before.filter((line) => !after.includes(line)).map((line) => line.evaluationId));
    changed.push(...after.filter((line) => !before.includes(line)));
  }
  if (removed.length > 0) await run('remove', removed);
  if (changed.length > 0) await run('insert', JSON.stringify(changed.map((line) => toColumns(leaderboard, line))));
}

const isTrace = ({ task }: Pick<RankedRow, 'task'>): boolean => task === 'trace';

interface StoredTrace {
  id: string;
  request: Evaluation['request'];
  methodVersion: number;
}

/**
 * Which of two traces of a line counts: first by the version of its method, then by how many tests it adds to those that each
 * has, so that nobody takes a finding away by asking for less; then the newest. One that is not of a leaderboard (lines of
 * earlier versions may show such) gives way to any.
 */
type TraceRank = readonly [methodVersion: number, tests: number, id: string];

const furtherTests: readonly string[] = ['csu-all', 'match-all'];

function rankOf({ id, request, methodVersion }: StoredTrace): TraceRank {
  if (!isLeaderboardTrace(request)) return [-1, 0, id];
  return [methodVersion, furtherTests.filter((test) => request.statistics?.some((each) => each === test)).length, id];
}

/** How the traces that lines show rank, and those that may take their place. */
async function traceRanks(
  ranked: readonly RankedEvaluation[],
  lines: readonly Line[],
  read: (ids: readonly string[]) => Promise<StoredTrace[]>,
): Promise<Map<string, TraceRank>> {
  const fresh = ranked.flatMap(({ evaluation: { id, request }, rows }) =>
    rows.filter(isTrace).map(({ result }) => ({ id, request, methodVersion: result.protocol.methodVersion })),
  );
  const shown = lines.flatMap(({ sources }) => sources.trace ?? []);
  const stored = shown.length === 0 ? [] : await read(shown);
  return new Map([...stored, ...fresh].map((trace) => [trace.id, rankOf(trace)]));
}

function isBelow(a: TraceRank, b: TraceRank): boolean {
  const differs = a.findIndex((each, i) => each !== b[i]);
  return differs >= 0 && a[differs] < b[differs];
}

/** What lines are of that one evaluation may change. */
const placeKey = ({
  model,
  commit,
  weightType,
  weightsBase,
}: Pick<Line, 'model' | 'commit' | 'weightType' | 'weightsBase'>): string =>
  JSON.stringify([model, commit, weightType, weightsBase]);

/** What the weights were, as the results state it; all of one evaluation say the same. */
function weightsOf([row]: readonly RankedRow[]): { weightType: WeightType; weightsBase: string | null } {
  const { weightType = 'original', weightsBase } = row.result.protocol.model;
  return { weightType, weightsBase: weightsBase?.id ?? null };
}

/** The lines of a model after one more evaluation; lines that stay as they were are the same objects. */
function mergeEvaluation(
  lines: readonly Line[],
  { evaluation, rows }: RankedEvaluation,
  ranks: ReadonlyMap<string, TraceRank>,
): Line[] {
  const own = lines.find((line) => line.base === evaluation.base && line.baseCommit === evaluation.baseCommit);
  const others = lines.filter((line) => line !== own);
  const perplexity = rows.filter((row) => row.task === 'perplexity');
  if (evaluation.base === null && !own && others.length > 0) {
    return others.map((line) => withResults(line, perplexity, ranks));
  }
  const withPerplexity = lines.find((line) => line.sources.perplexity !== undefined);
  const start: Line = own ?? {
    ...(withPerplexity ? perplexityOf(withPerplexity) : { metrics: {}, sources: {} }),
    evaluationId: evaluation.id,
    model: evaluation.model,
    commit: evaluation.commit,
    ...weightsOf(rows),
    base: evaluation.base,
    baseCommit: evaluation.baseCommit,
    submittedAt: evaluation.createdAt,
    finishedAt: evaluation.finishedAt!,
  };
  const merged = withResults(start, rows, ranks);
  const line =
    merged !== start && evaluation.id > start.evaluationId
      ? {
          ...merged,
          evaluationId: evaluation.id,
          submittedAt: evaluation.createdAt,
          finishedAt: evaluation.finishedAt!,
        }
      : merged;
  return [line, ...others.filter(({ base }) => base !== null).map((other) => withResults(other, perplexity, ranks))];
}

/** A line with each result that counts before the one it shows; the same object where none does. Ids are time ordered. */
function withResults(line: Line, rows: readonly RankedRow[], ranks: ReadonlyMap<string, TraceRank>): Line {
  const fresh = rows.filter(({ task, evaluationId }) => {
    const shown = line.sources[task];
    if (shown === undefined) return true;
    if (task !== 'trace') return shown < evaluationId;
    const before = ranks.get(shown); // absent when its evaluation was removed
    return before === undefined || isBelow(before, ranks.get(evaluationId)!);
  });
  let next = line;
  for (const row of fresh) {
    next = {
      ...next,
      metrics: { ...next.metrics, [row.task]: row.metricValue },
      sources: { ...next.sources, [row.task]: row.evaluationId } satisfies Partial<Record<RankedTaskId, string>>,
      verdict: row.task === 'trace' ? row.verdict : next.verdict,
      bitsPerByte: row.task === 'perplexity' ? row.bitsPerByte : next.bitsPerByte,
      architecture: row.architecture,
      parameters: row.parameters,
      dtype: row.dtype,
      license: row.result.protocol.model.license ?? null,
    };
  }
  return next;
}

/** What a new line of the same model takes over from another: everything that does not depend on the base. */
function perplexityOf({ metrics, sources, bitsPerByte, architecture, parameters, dtype, license }: Line) {
  return {
    metrics: { perplexity: metrics.perplexity },
    sources: { perplexity: sources.perplexity },
    bitsPerByte,
    architecture,
    parameters,
    dtype,
    license,
  };
}
