import { type SQL, sql } from 'drizzle-orm';
import type { Verdict, WeightType } from '../results/index.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database } from './database.ts';
import type { Page } from './evaluation-store.ts';
import { evaluations, leaderboard, results } from './schema/index.ts';
import { isUuid } from './uuid-v7.ts';

export interface LineageQuery {
  /** Only edges within `steps` of this model. */
  model?: string;
  /** Default 1: the edges of `model` itself. */
  steps?: number;
  /** Only edges with this verdict; any when absent. */
  verdict?: Verdict;
  /** Only edges with a statistic whose log10 p is at most this. */
  maxLog10P?: number;
  cursor?: string;
  limit: number;
}

/** One end of an edge: a model at a commit, with the weights it was measured with. */
export interface LineageModel {
  model: string;
  commit: string | null;
  weightType: WeightType;
  weightsBase: string | null;
  architecture: string | null;
  parameters: number | null;
  /** On the leaderboard's passage; null: not measured. */
  perplexity: number | null;
}

export interface LineageEvidence {
  statistic: string;
  variant: string;
  log10PValue: number | null;
  validity: string;
  agreeingFraction: number | null;
  verdict: string | null;
}

/** The newest trace of a pair. Which of the two was given as the base says nothing about direction. */
export interface LineageEdge {
  evaluationId: string;
  model: LineageModel;
  base: LineageModel;
  verdict: Verdict;
  statistics: LineageEvidence[];
}

/**
 * A page of traced pairs, newest first: one for each line of the leaderboard that has a trace, with the evidence of the
 * evaluation which that line stands on. One statement; O(limit) index entries without filters, and for a model those of
 * its neighbourhood.
 */
export async function readLineage(database: Database, query: LineageQuery): Promise<Page<LineageEdge>> {
  const { model, steps = 1, cursor, limit } = query;
  const after =
    cursor === undefined
      ? null
      : decodeCursor<[id: string]>(
          cursor,
          ([id, ...rest]) => rest.length === 0 && typeof id === 'string' && isUuid(id),
        )[0];
  const near =
    model === undefined ? sql`` : sql`and (l.model in (select model from near) or l.base in (select model from near))`;
  const { rows } = await database.execute<Row & Record<string, unknown>>(sql`
    with recursive near(model, step) as (
      select ${model ?? null}::text, 0
      union
      select case when l.model = near.model then l.base else l.model end, near.step + 1
      from near, ${pairs}
      where near.step < ${steps - 1} and (l.model = near.model or l.base = near.model) and ${chosen(query)}
    )
    select l.evaluation_id as line, r.evaluation_id as "evaluationId", l.verdict,
      l.model, l.commit, l.weight_type as "weightType", l.weights_base as "weightsBase", l.architecture, l.parameters::float8,
      (l.metrics ->> 'perplexity')::float8 as perplexity,
      l.base, e.base_commit as "baseCommit", r.result #> '{protocol,base}' ->> 'architecture' as "baseArchitecture",
      (r.result #> '{protocol,base}' ->> 'parameters')::float8 as "baseParameters",
      (select (b.metrics ->> 'perplexity')::float8 from ${leaderboard} b
        where b.model = l.base and b.commit is not distinct from e.base_commit and b.weight_type = 'original'
          and b.metrics ->> 'perplexity' is not null
        limit 1) as "basePerplexity",
      (select jsonb_agg(jsonb_build_object('statistic', s -> 'statistic', 'variant', s -> 'variant', 'validity', s -> 'validity',
          'log10PValue', s -> 'log10PValue', 'agreeingFraction', s -> 'agreeingFraction', 'verdict', s -> 'verdict'))
        from jsonb_array_elements(r.result -> 'statistics') s) as statistics
    from ${pairs}
    where ${chosen(query)} ${near} ${after === null ? sql`` : sql`and l.evaluation_id < ${after}::uuid`}
    order by l.evaluation_id desc
    limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toEdge),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.line]) : null,
  };
}

const pairs = sql`${leaderboard} l
  join ${results} r on r.evaluation_id = (l.sources ->> 'trace')::uuid and r.task = 'trace'
  join ${evaluations} e on e.id = r.evaluation_id`;

function chosen({ verdict, maxLog10P }: LineageQuery): SQL {
  const conditions = [sql`l.base is not null`];
  if (verdict !== undefined) conditions.push(sql`l.verdict = ${verdict}`);
  if (maxLog10P !== undefined) {
    conditions.push(sql`exists (select from jsonb_array_elements(r.result -> 'statistics') s
      where (s ->> 'log10PValue')::float8 <= ${maxLog10P})`);
  }
  return sql.join(conditions, sql` and `);
}

type Row = {
  line: string;
  evaluationId: string;
  verdict: Verdict;
  base: string;
  baseCommit: string | null;
  baseArchitecture: string | null;
  baseParameters: number | null;
  basePerplexity: number | null;
  statistics: LineageEvidence[] | null;
} & LineageModel;

function toEdge(row: Row): LineageEdge {
  const { model, commit, weightType, weightsBase, architecture, parameters, perplexity } = row;
  return {
    evaluationId: row.evaluationId,
    model: { model, commit, weightType, weightsBase, architecture, parameters, perplexity },
    base: {
      ...{ model: row.base, commit: row.baseCommit, weightType: 'original', weightsBase: null },
      ...{ architecture: row.baseArchitecture, parameters: row.baseParameters, perplexity: row.basePerplexity },
    },
    verdict: row.verdict,
    statistics: row.statistics ?? [],
  };
}
