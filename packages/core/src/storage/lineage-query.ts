import { type SQL, sql } from 'drizzle-orm';
import type { Verdict, WeightType } from '../results/index.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import type { Database } from './database.ts';
import type { Page } from './evaluation-store.ts';
import { samePair } from './scan-finding-sql.ts';
import { evaluations, leaderboard, results, scanFindings } from './schema/index.ts';
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
  /** Number of bases that the p-value is corrected for; null: not corrected. */
  correctedFor: number | null;
}

/** The newest trace of a pair, or what a scan found. Which of the two was given as the base says nothing about direction. */
export interface LineageEdge {
  task: 'trace' | 'scan';
  evaluationId: string;
  model: LineageModel;
  base: LineageModel;
  verdict: Verdict;
  statistics: LineageEvidence[];
}

/**
 * A page of related pairs, newest first: one for each line of the leaderboard that has a trace, with the evidence of the
 * evaluation which that line stands on; one for each pair that a trace of fewer statistics found derived, and one for each base
 * that the newest scan of a model found it derived from, unless there is a trace that says more of the two. One statement; O(limit) index entries without filters, and for a model those of its
 * neighbourhood.
 */
export async function readLineage(database: Database, query: LineageQuery): Promise<Page<LineageEdge>> {
  const { model, steps = 1, cursor, limit } = query;
  const after =
    cursor === undefined
      ? null
      : decodeCursor<[id: string, position: number]>(
          cursor,
          ([id, position, ...rest]) =>
            rest.length === 0 && typeof id === 'string' && isUuid(id) && Number.isSafeInteger(position),
        );
  const near = (edge: SQL) =>
    model === undefined
      ? sql``
      : sql`and (${edge}.model in (select model from near) or ${edge}.base in (select model from near))`;
  const { rows } = await database.execute<Row & Record<string, unknown>>(sql`
    with recursive near(model, step) as (
      select ${model ?? null}::text, 0
      union
      select case when edge.model = near.model then edge.base else edge.model end, near.step + 1
      from near, (
        select l.model, l.base from ${pairs} where ${chosen(query)}
        union all select s.model, s.base from ${scanned} and ${chosenScanned(query)}
      ) edge
      where near.step < ${steps - 1} and (edge.model = near.model or edge.base = near.model)
    ),
    traced as (
      select l.evaluation_id as line, 0 as position, 'trace' as task, r.evaluation_id as "evaluationId", l.verdict,
        l.model, l.commit, l.weight_type as "weightType", l.weights_base as "weightsBase", l.architecture, l.parameters::float8,
        (l.metrics ->> 'perplexity')::float8 as perplexity,
        l.base, e.base_commit as "baseCommit", r.result #> '{protocol,base}' ->> 'architecture' as "baseArchitecture",
        (r.result #> '{protocol,base}' ->> 'parameters')::float8 as "baseParameters",
        ${perplexityOf({ model: sql`l.base`, commit: sql`e.base_commit` })} as "basePerplexity",
        (select jsonb_agg(jsonb_build_object('statistic', s -> 'statistic', 'variant', s -> 'variant', 'validity', s -> 'validity',
            'log10PValue', s -> 'log10PValue', 'agreeingFraction', s -> 'agreeingFraction', 'verdict', s -> 'verdict',
            'correctedFor', null))
          from jsonb_array_elements(${tests}) s) as statistics
      from ${pairs}
      where ${chosen(query)} ${near(sql`l`)} ${after === null ? sql`` : sql`and l.evaluation_id < ${after[0]}::uuid`}
      order by l.evaluation_id desc
      limit ${limit + 1}
    ),
    found as (
      select s.evaluation_id as line, s.position, s.task, s.evaluation_id as "evaluationId", 'derived' as verdict,
        s.model, s.commit, s.weight_type as "weightType", s.weights_base as "weightsBase", s.architecture, s.parameters::float8,
        ${perplexityOf({ model: sql`s.model`, commit: sql`s.commit` })} as perplexity,
        s.base, s.base_commit as "baseCommit", s.base_architecture as "baseArchitecture", null::float8 as "baseParameters",
        ${perplexityOf({ model: sql`s.base`, commit: sql`s.base_commit` })} as "basePerplexity",
        s.evidence as statistics
      from ${scanned} and ${chosenScanned(query)} ${near(sql`s`)}
        ${after === null ? sql`` : sql`and s.evaluation_id <= ${after[0]}::uuid and (s.evaluation_id < ${after[0]}::uuid or s.position > ${after[1]})`}
      order by s.evaluation_id desc, s.position
      limit ${limit + 1}
    )
    select * from (select * from traced union all select * from found) edges
    order by line desc, position
    limit ${limit + 1}`);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toEdge),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor([last.line, last.position]) : null,
  };
}

/** Of a whole model on the leaderboard. */
const perplexityOf = ({ model, commit }: Record<'model' | 'commit', SQL>) =>
  sql`(select (b.metrics ->> 'perplexity')::float8 from ${leaderboard} b
    where b.model = ${model} and b.commit is not distinct from ${commit} and b.weight_type = 'original'
      and b.metrics ->> 'perplexity' is not null
    limit 1)`;

/** What of a trace has a p-value: of blocks at the same depth, and of all pairs of blocks. */
const tests = sql`((r.result -> 'statistics') || coalesce(r.result -> 'localised', '[]'))`;

/**
 * What scans and traces of fewer statistics found, where no trace of the two, at these commits, says more: lines are of traces
 * that test as much by default, and any trace looks at more than a scan.
 */
const scanned = sql`${scanFindings} s
  where not exists (
    select from ${leaderboard} l join ${evaluations} e on e.id = (l.sources ->> 'trace')::uuid
    where l.model = s.model and l.commit is not distinct from s.commit and l.weight_type = s.weight_type
      and l.weights_base is not distinct from s.weights_base and l.base = s.base
      and e.base_commit is not distinct from s.base_commit
  ) and (s.task = 'trace' or not exists (
    select from ${scanFindings} t
    where t.task = 'trace' and ${sql.raw(samePair('t', 's'))}
  ))`;

function chosenScanned({ verdict, maxLog10P }: LineageQuery): SQL {
  if (verdict !== undefined && verdict !== 'derived') return sql`false`;
  return maxLog10P === undefined ? sql`true` : sql`s.log10_p_value <= ${maxLog10P}`;
}

const pairs = sql`${leaderboard} l
  join ${results} r on r.evaluation_id = (l.sources ->> 'trace')::uuid and r.task = 'trace'
  join ${evaluations} e on e.id = r.evaluation_id`;

function chosen({ verdict, maxLog10P }: LineageQuery): SQL {
  const conditions = [sql`l.base is not null`];
  if (verdict !== undefined) conditions.push(sql`l.verdict = ${verdict}`);
  if (maxLog10P !== undefined) {
    conditions.push(sql`exists (select from jsonb_array_elements(${tests}) s
      where (s ->> 'log10PValue')::float8 <= ${maxLog10P})`);
  }
  return sql.join(conditions, sql` and `);
}

type Row = {
  line: string;
  position: number;
  task: LineageEdge['task'];
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
    task: row.task,
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
