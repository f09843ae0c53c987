import { and, eq, inArray, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { ModelTraceError } from '../errors.ts';
import { defaultBase } from '../results/index.ts';
import { type Database, type Transaction, transact } from './database.ts';
import { toEvaluation } from './evaluation-row.ts';
import type { Evaluation, NewEvaluation, SubmitOptions, Submitted } from './evaluation-store.ts';
import { groupStatements } from './group-statements.ts';
import { storeAnswers } from './idempotency-store.ts';
import { evaluations } from './schema/index.ts';
import { storableTextOnce } from './storable-json.ts';
import { fromColumns } from './table-row.ts';
import { uuidV7 } from './uuid-v7.ts';

/** More rounds than this would need one of the same content to end between two statements, again and again. */
const maxRounds = 10;

/**
 * Stores requests, or finds the evaluations that answer them already: of one content there is at most one unfinished
 * evaluation that nobody forced, by a unique index, however many ask at once.
 * @returns one outcome for each request, in their order
 */
export async function submitEvaluations(
  database: Database | Transaction,
  wanted: readonly NewEvaluation[],
): Promise<Submitted[]> {
  const outcomes: Submitted[] = new Array(wanted.length);
  let open = wanted.map((each, ordinal) => ({ ...each, ordinal, id: uuidV7() }));
  for (let round = 0; open.length > 0; round++) {
    if (round === maxRounds)
      throw new ModelTraceError('UNAVAILABLE', `${open.length} submissions were crossed by others ${maxRounds} times`);
    for (const { ordinal, outcome, evaluation } of await insertOrFind(database, open)) {
      if (outcome === 'joined' && !(await join(database, evaluation, wanted[ordinal]))) continue;
      outcomes[ordinal] = { outcome, evaluation };
    }
    // Without an outcome: another of the same content was inserted in this very moment, or ended. Look again.
    open = open.filter(({ ordinal }) => outcomes[ordinal] === undefined);
  }
  return outcomes;
}

/** More in one statement would make each of them wait longer for its answer than they save. */
const mostAtOnce = 100;

/**
 * The same for single requests that come at once: while a statement is under way others gather, and go with the next one. Each
 * is answered when its row is committed, as if it had come alone.
 */
export function submitTogether(database: Database): (wanted: NewEvaluation) => Promise<Submitted> {
  type Item = NewEvaluation & { id: string };
  const insert = groupStatements<Item, Submitted | undefined>({
    most: mostAtOnce,
    run: async (items) => {
      const outcomes: (Submitted | undefined)[] = items.map(() => undefined);
      const found = await insertOrFind(
        database,
        items.map((item, ordinal) => ({ ...item, ordinal })),
      );
      for (const { ordinal, ...submitted } of found) outcomes[ordinal] = submitted;
      return outcomes;
    },
  });
  return async (wanted) => {
    const submitted = await insert({ ...wanted, id: uuidV7() });
    if (submitted && (submitted.outcome !== 'joined' || (await join(database, submitted.evaluation, wanted))))
      return submitted;
    return (await submitEvaluations(database, [wanted]))[0];
  };
}

/** What is stored together with it. */
type Idempotent = NonNullable<SubmitOptions['idempotent']>;

/**
 * The same for single requests with an Idempotency-Key: a transaction stores rows and answers of those that come at once. One
 * that lost its key stores neither, and the others are then stored without it.
 */
export function submitAnswered(
  database: Database,
): (wanted: NewEvaluation, idempotent: Idempotent) => Promise<Submitted | undefined> {
  type Item = { wanted: NewEvaluation & { id: string }; idempotent: Idempotent };
  const insert = groupStatements<Item, Submitted | undefined>({
    most: mostAtOnce,
    run: (items) =>
      transact(database, async (client) => {
        const outcomes: (Submitted | undefined)[] = items.map(() => undefined);
        const wanted = items.map((item, ordinal) => ({ ...item.wanted, ordinal }));
        for (const { ordinal, ...submitted } of await insertOrFind({ $client: client }, wanted)) {
          if (submitted.outcome === 'joined' && !(await join(drizzle(client), submitted.evaluation, wanted[ordinal])))
            continue;
          outcomes[ordinal] = submitted;
        }
        const answered = items.flatMap(({ idempotent: { lease, answer } }, i) => {
          const submitted = outcomes[i];
          return submitted === undefined ? [] : [{ lease, answer: answer([submitted]) }];
        });
        await storeAnswers(client, answered);
        return outcomes;
      }),
  });
  return (wanted, idempotent) => insert({ wanted: { ...wanted, id: uuidV7() }, idempotent });
}

interface FoundRow {
  ordinal: number;
  outcome: Submitted['outcome'];
  /** By Drizzle a text. */
  created_at: Date | string | null;
  found: Record<string, unknown> | null;
  [column: string]: unknown;
}

const fields =
  'id, request, model, base, commit, base_commit, content_key, priority, deadline_at, forced, key_id, organisation, hub_token';
/**
 * Text, not built each time: a connection prepares it once, where planning it takes as long as running it. What checks found
 * is most of a row and often that of many, so it comes apart from the rows, which say which of it is theirs.
 */
const statement = `
  with wanted as (
    select * from jsonb_to_recordset($1::jsonb) as each(ordinal integer, id uuid, request jsonb, model text, base text,
      commit text, base_commit text, content_key text, priority integer, deadline_at timestamptz, forced boolean,
      key_id uuid, organisation text, hub_token bytea, checks integer)
  ), known as (
    select wanted.ordinal, latest.id from wanted cross join lateral (
      select id from evaluations as other
      where other.content_key = wanted.content_key and other.status in ('queued', 'running', 'succeeded')
      order by other.status = 'succeeded' desc, other.id desc limit 1
    ) as latest
    where not wanted.forced
  ), inserted as (
    insert into evaluations (${fields}, checks, status)
    select ${fields}, $2::jsonb -> checks, 'queued' from wanted
    where not exists (select from known where known.ordinal = wanted.ordinal)
    order by wanted.content_key, wanted.ordinal
    on conflict (content_key) where status in ('queued', 'running') and not forced do nothing
    returning id, created_at
  )
  select wanted.ordinal, 'created' as outcome, inserted.created_at, null::json as found
  from inserted join wanted on wanted.id = inserted.id
  union all
  select known.ordinal, case other.status when 'succeeded' then 'reused' else 'joined' end, null, row_to_json(other)
  from known join evaluations as other on other.id = known.id`;
const [first, second, third] = statement.split(/\$[12]/);

/**
 * One statement, so that a submission costs one round trip. Inserted in the order of their content, so that two that
 * hold each other's do not wait for each other for ever.
 */
async function insertOrFind(
  database: { $client: Pick<pg.ClientBase, 'query'> } | Transaction,
  wanted: readonly (NewEvaluation & { ordinal: number; id: string })[],
): Promise<(Submitted & { ordinal: number })[]> {
  const findings = new Map<object, number>();
  // What is undefined is null there: it need not be written.
  const rows = wanted.map(({ ordinal, id, request, checks, ...rest }) => {
    if (checks && !findings.has(checks)) findings.set(checks, findings.size);
    return {
      ...{ ordinal, id, request, model: request.model },
      base: request.tasks.includes('trace') ? (request.base ?? defaultBase) : undefined,
      ...{ commit: rest.commit ?? undefined, base_commit: rest.baseCommit ?? undefined },
      ...{ content_key: rest.contentKey ?? undefined, deadline_at: rest.deadlineAt ?? undefined },
      ...{ priority: rest.priority ?? 0, forced: rest.force ?? false },
      // As PostgreSQL reads bytes.
      hub_token: rest.sealHubToken ? `\\x${rest.sealHubToken(id).toString('hex')}` : undefined,
      ...{ key_id: rest.keyId ?? undefined, organisation: rest.organisation ?? undefined },
      checks: checks ? findings.get(checks) : undefined,
    };
  });
  const given = [JSON.stringify(rows), `[${Array.from(findings.keys(), storableTextOnce).join(',')}]`] as const;
  const { rows: found } =
    '$client' in database
      ? await database.$client.query<FoundRow>({ name: 'submit evaluations', text: statement, values: [...given] })
      : await database.execute<FoundRow>(
          sql.join([sql.raw(first), sql`${given[0]}`, sql.raw(second), sql`${given[1]}`, sql.raw(third)]),
        );
  const byOrdinal = new Map(wanted.map((each) => [each.ordinal, each]));
  return found.map(({ ordinal, outcome, created_at: createdAt, found: row }) => ({
    ...{ ordinal, outcome },
    evaluation:
      row === null
        ? created(byOrdinal.get(ordinal)!, new Date(createdAt!))
        : toEvaluation(fromColumns(evaluations, row)),
  }));
}

/** What the row says, without reading it back: its times are those of the transaction. */
function created({ id, request, commit, baseCommit, ...rest }: NewEvaluation & { id: string }, at: Date): Evaluation {
  const { priority = 0, deadlineAt = null, contentKey = null, keyId = null, organisation = null, checks = null } = rest;
  return {
    ...{ id, request, commit, baseCommit, contentKey, priority, deadlineAt, keyId, organisation },
    ...{ status: 'queued', attempt: 0, attemptsBefore: 0, progress: null, error: null, checks, results: null },
    ...{ createdAt: at, queuedAt: at, startedAt: null, finishedAt: null, updatedAt: at },
  };
}

/**
 * Whoever joins waits as long as they said themselves, and no longer than their priority says: the deadline of who came first
 * is put off, its priority raised.
 * @returns false when the evaluation has ended meanwhile
 */
async function join(
  database: Pick<Transaction, 'update'>,
  evaluation: Evaluation,
  { deadlineAt = null, priority = 0 }: NewEvaluation,
): Promise<boolean> {
  const current = evaluation.deadlineAt;
  const isLater = current !== null && (deadlineAt === null || deadlineAt > current);
  if (!isLater && priority <= evaluation.priority) return true;
  const later = deadlineAt === null ? null : sql`greatest(${evaluations.deadlineAt}, ${deadlineAt.toISOString()})`;
  const [row] = await database
    .update(evaluations)
    .set({ priority: sql`greatest(${evaluations.priority}, ${priority})`, ...(isLater && { deadlineAt: later }) })
    .where(and(eq(evaluations.id, evaluation.id), inArray(evaluations.status, ['queued', 'running'])))
    .returning({ deadlineAt: evaluations.deadlineAt, priority: evaluations.priority });
  Object.assign(evaluation, row);
  return row !== undefined;
}
