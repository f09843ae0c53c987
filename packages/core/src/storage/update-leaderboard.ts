import { getTableColumns } from 'drizzle-orm';
import type pg from 'pg';
import type { RankedTaskId, WeightType } from '../results/index.ts';
import { type evaluations, leaderboard, type results } from './schema/index.ts';
import { fromColumns, toColumns } from './table-row.ts';

type Evaluation = Pick<
  typeof evaluations.$inferSelect,
  'id' | 'model' | 'commit' | 'base' | 'createdAt' | 'finishedAt'
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
  read: 'select row_to_json(leaderboard) as line from leaderboard where model = any($1::text[])',
  remove: 'delete from leaderboard where evaluation_id = any($1::uuid[])',
  insert: `
    insert into leaderboard (${columns}) select ${columns} from jsonb_populate_recordset(null::leaderboard, $1::jsonb)`,
};

/**
 * Brings the lines of models, each at one commit, up to date after evaluations of them succeeded. A line is a (model,
 * commit, weights, base); perplexity does not depend on a base, so it goes to every line of the model, and a line without a base
 * stands only until there is one with a base. Of each task the newest submission counts, in whatever order they finish.
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
  const removed: string[] = [];
  const changed: Line[] = [];
  for (const [place, own] of byPlace) {
    const before: readonly Line[] = linesByPlace.get(place) ?? [];
    const after = own.reduce<readonly Line[]>((lines, i) => mergeEvaluation(lines, ranked[i]), before);
    removed.push(...before.filter((line) => !after.includes(line)).map((line) => line.evaluationId));
    changed.push(...after.filter((line) => !before.includes(line)));
  }
  if (removed.length > 0) await run('remove', removed);
  if (changed.length > 0) await run('insert', JSON.stringify(changed.map((line) => toColumns(leaderboard, line))));
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
export function mergeEvaluation(lines: readonly Line[], { evaluation, rows }: RankedEvaluation): Line[] {
  const own = lines.find((line) => line.base === evaluation.base);
  const others = lines.filter((line) => line !== own);
  const perplexity = rows.filter((row) => row.task === 'perplexity');
  if (evaluation.base === null && !own && others.length > 0) {
    return others.map((line) => withResults(line, perplexity));
  }
  const withPerplexity = lines.find((line) => line.sources.perplexity !== undefined);
  const start: Line = own ?? {
    ...(withPerplexity ? perplexityOf(withPerplexity) : { metrics: {}, sources: {} }),
    evaluationId: evaluation.id,
    model: evaluation.model,
    commit: evaluation.commit,
    ...weightsOf(rows),
    base: evaluation.base,
    submittedAt: evaluation.createdAt,
    finishedAt: evaluation.finishedAt!,
  };
  const newer = evaluation.id > start.evaluationId;
  const line = withResults(
    newer
      ? {
          ...start,
          evaluationId: evaluation.id,
          submittedAt: evaluation.createdAt,
          finishedAt: evaluation.finishedAt!,
        }
      : start,
    rows,
  );
  return [line, ...others.filter(({ base }) => base !== null).map((other) => withResults(other, perplexity))];
}

/** A line with each result that was submitted later than the one it shows (ids are time ordered). */
function withResults(line: Line, rows: readonly RankedRow[]): Line {
  const fresh = rows.filter(({ task, evaluationId }) => (line.sources[task] ?? '') < evaluationId);
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
