import { and, asc, desc, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import { announcer, announcing } from './announce-changes.ts';
import { endAttempts, noteResumedLayers, readAttempts } from './attempt-history.ts';
import { createBaseStore } from './base-store.ts';
import { type Database, type DatabaseOptions, openDatabase, query, type Transaction } from './database.ts';
import { readEvaluations, withResults } from './evaluation-list.ts';
import { readEvaluationPace } from './evaluation-pace.ts';
import { toEvaluation } from './evaluation-row.ts';
import type { Evaluation, EvaluationStore, StoredError } from './evaluation-store.ts';
import { createIdempotencyStore, storeAnswer } from './idempotency-store.ts';
import { readLeaderboard } from './leaderboard-query.ts';
import { readLineage } from './lineage-query.ts';
import { createQueueAdministration } from './queue-administration.ts';
import { queuePositions, readQueuePace } from './queue-outlook.ts';
import { recordTogether } from './record-success.ts';
import { removeFinished } from './remove-finished.ts';
import { evaluations } from './schema/index.ts';
import { startTogether } from './start-evaluations.ts';
import { storableJson } from './storable-json.ts';
import { type QuotaState, requireQuotas } from './submission-quotas.ts';
import { submitAnswered, submitEvaluations, submitTogether } from './submit-evaluations.ts';
import { isUuid } from './uuid-v7.ts';
import { addEvaluationWebhooks } from './webhook-store.ts';

const unfinished = inArray(evaluations.status, ['queued', 'running']);
const now = sql`now()`;
const expired = new ModelTraceError('DEADLINE_EXCEEDED', '', {
  fix: 'Retry it without Cancel-After, or with a longer time.',
});
/** How the history tells of attempts that were ended from outside. */
const expiredError = { code: expired.code, detail: 'The deadline passed', retryable: expired.retryable, fix: null };
const canceledError = { code: 'CANCELED', detail: 'The evaluation was canceled', retryable: false, fix: null };

/** What changes the state of an evaluation. */
const changing = [
  ...(['create', 'submit', 'start', 'saveProgress', 'succeed', 'fail', 'requeue'] as const),
  ...(['cancel', 'retry', 'expire'] as const),
];

/** The store on PostgreSQL 15 or newer; `migrate` must have run. Connects on first use. */
export function createEvaluationStore(options: DatabaseOptions): EvaluationStore {
  const database = openDatabase(options);
  const idempotency = createIdempotencyStore(database);
  const submitOne = submitTogether(database);
  const submitWithAnswer = submitAnswered(database);
  const startOne = startTogether(database);
  const recordOne = recordTogether(database);
  const queuePosition = queuePositions(database);

  /** A change that only the worker owning this attempt may make. */
  const whileRunning = async (
    id: string,
    attempt: number,
    change: object,
    within: Database | Transaction = database,
  ): Promise<boolean> => {
    if (!isUuid(id)) return false;
    const changed = await within
      .update(evaluations)
      .set({ ...change, updatedAt: now })
      .where(and(eq(evaluations.id, id), eq(evaluations.attempt, attempt), eq(evaluations.status, 'running')));
    return changed.rowCount === 1;
  };

  /** The end of an attempt, told to its history in the same transaction. */
  const endRunning = (id: string, attempt: number, change: { error: StoredError; [column: string]: unknown }) =>
    database.transaction(async (transaction) => {
      const ours = await whileRunning(id, attempt, { ...change, error: storableJson(change.error) }, transaction);
      if (ours) await endAttempts(transaction, [id], change.error);
      return ours;
    });

  const one = async (id: string): Promise<Evaluation | null> => {
    if (!isUuid(id)) return null;
    const rows = await database.select().from(evaluations).where(eq(evaluations.id, id));
    return (await withResults(database, rows))[0] ?? null;
  };

  const store: EvaluationStore = {
    create: (input) =>
      query(async () => (await submitEvaluations(database, [{ ...input, contentKey: null }]))[0].evaluation),

    submit: (wanted, { idempotent, quotas, onQuotas } = {}) =>
      query(async () => {
        const alone = idempotent === undefined && quotas === undefined && wanted.every(({ webhook }) => !webhook);
        if (alone) return wanted.length === 1 ? [await submitOne(wanted[0])] : submitEvaluations(database, wanted);
        const plain = quotas === undefined && wanted.length === 1 && !wanted[0].webhook;
        if (idempotent !== undefined && plain) {
          const submitted = await submitWithAnswer(wanted[0], idempotent);
          if (submitted) return [submitted];
          // Crossed by another of the same content: nothing is stored, and there is more than one round to it.
        }
        let states: QuotaState[] = [];
        const outcomes = await database.transaction(async (transaction) => {
          const submitted = await submitEvaluations(transaction, wanted);
          await addEvaluationWebhooks(
            transaction,
            wanted.flatMap(({ webhook }, i) =>
              webhook ? [{ ...webhook, evaluationId: submitted[i].evaluation.id }] : [],
            ),
          );
          if (quotas) states = await requireQuotas(transaction, { quotas, submitted });
          if (idempotent === undefined) return submitted;
          await storeAnswer(transaction, { lease: idempotent.lease, answer: idempotent.answer(submitted) });
          return submitted;
        });
        onQuotas?.(states);
        return outcomes;
      }),

    idempotency: {
      begin: (request) => query(() => idempotency.begin(request)),
      finish: (lease, answer) => query(() => idempotency.finish(lease, answer)),
      release: (lease) => query(() => idempotency.release(lease)),
      forget: () => query(() => idempotency.forget()),
    },

    administration: createQueueAdministration(database),
    bases: createBaseStore(database),
    get: (id) => query(() => one(id)),

    list: (page) => query(() => readEvaluations(database, page)),

    findSame: (contentKey) =>
      query(async () => {
        const [same] = await database
          .select({ id: evaluations.id, status: evaluations.status })
          .from(evaluations)
          .where(
            and(
              eq(evaluations.contentKey, contentKey),
              inArray(evaluations.status, ['queued', 'running', 'succeeded']),
            ),
          )
          .orderBy(sql`${evaluations.status} = 'succeeded' desc`, desc(evaluations.id))
          .limit(1);
        return same ?? null;
      }),
    evaluationPace: (tasks) => query(() => readEvaluationPace(database, tasks)),

    version: (id) =>
      query(async () => {
        if (!isUuid(id)) return null;
        const { status, attempt, finishedAt, updatedAt } = evaluations;
        const [row] = await database
          .select({ status, attempt, finishedAt, updatedAt })
          .from(evaluations)
          .where(eq(evaluations.id, id));
        return row ?? null;
      }),

    start: (id, { worker = null } = {}) => query(async () => (isUuid(id) ? startOne({ id, worker }) : null)),

    heartbeat: (id, attempt) => query(() => whileRunning(id, attempt, {})),
    saveProgress: (id, attempt, progress) => query(() => whileRunning(id, attempt, { progress })),
    succeed: (id, attempt, measured) => query(async () => isUuid(id) && (await recordOne({ id, attempt, measured }))),
    fail: (id, attempt, error) =>
      query(() => endRunning(id, attempt, { status: 'failed', error, hubToken: null, finishedAt: now })),
    requeue: (id, attempt, error) => query(() => endRunning(id, attempt, { status: 'queued', error, progress: null })),
    resumed: (id, attempt, layers) =>
      query(async () => void (isUuid(id) && (await noteResumedLayers(database, { id, attempt, layers })))),
    attempts: (id) => query(async () => (isUuid(id) ? readAttempts(database, id) : [])),

    cancel: (id) =>
      query(async () => {
        if (!isUuid(id)) return null;
        const canceled = await database.transaction(async (transaction) => {
          const [row] = await transaction
            .update(evaluations)
            .set({ status: 'canceled', progress: null, hubToken: null, finishedAt: now, updatedAt: now })
            .where(and(eq(evaluations.id, id), unfinished))
            .returning();
          if (row) await endAttempts(transaction, [id], canceledError);
          return row;
        });
        return canceled ? toEvaluation(canceled) : one(id);
      }),

    retry: (id, { deadlineAt = null, sealHubToken } = {}) =>
      query(async () => {
        if (!isUuid(id)) return null;
        const [row] = await database
          .update(evaluations)
          .set({
            ...{ status: 'queued', progress: null, startedAt: null, finishedAt: null, deadlineAt },
            ...{ attemptsBefore: evaluations.attempt, forced: true, queuedAt: now, updatedAt: now },
            hubToken: sealHubToken?.(id.toLowerCase()) ?? null,
          })
          .where(and(eq(evaluations.id, id), inArray(evaluations.status, ['failed', 'canceled', 'expired'])))
          .returning();
        if (row) return { retried: true, evaluation: toEvaluation(row) };
        const evaluation = await one(id);
        return evaluation && { retried: false, evaluation };
      }),

    expire: () =>
      query(async () => {
        const overdue = database
          .select({ id: evaluations.id })
          .from(evaluations)
          .where(and(unfinished, lt(evaluations.deadlineAt, now)))
          .orderBy(asc(evaluations.deadlineAt))
          .limit(1000)
          // Several workers may look at once.
          .for('update', { skipLocked: true });
        return database.transaction(async (transaction) => {
          const rows = await transaction
            .update(evaluations)
            .set({
              ...{ status: 'expired', progress: null, hubToken: null, finishedAt: now, updatedAt: now },
              error: sql`jsonb_build_object(
              'code', ${expired.code}::text, 'retryable', ${expired.retryable}::boolean, 'fix', ${expired.fix}::text,
              'detail', 'It had not finished by ' || to_char(deadline_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))`,
            })
            .where(inArray(evaluations.id, overdue))
            .returning({ id: evaluations.id });
          const ids = rows.map(({ id }) => id);
          if (ids.length > 0) await endAttempts(transaction, ids, expiredError);
          return ids;
        });
      }),

    removeFinished: (before) => query(() => removeFinished(database, before)),

    finished: (ids) =>
      query(async () => {
        const rows = await database
          .select({ id: evaluations.id })
          .from(evaluations)
          .where(and(inArray(evaluations.id, ids.filter(isUuid)), unfinished));
        const going = new Set(rows.map(({ id }) => id));
        return ids.filter((id) => !going.has(id));
      }),

    queuePosition: (id, { atMost = 10_000 } = {}) =>
      query(async () => (isUuid(id) ? queuePosition({ id, atMost }) : null)),
    queuePace: () => query(() => readQueuePace(database)),

    unfinished: ({ before, after, limit }) =>
      query(async () => {
        const rows = await database
          .select()
          .from(evaluations)
          .where(and(unfinished, lt(evaluations.updatedAt, before), after ? gt(evaluations.id, after) : undefined))
          .orderBy(asc(evaluations.id))
          .limit(limit);
        return rows.map((row) => toEvaluation(row));
      }),

    leaderboard: (page) => query(() => readLeaderboard(database, page)),
    lineage: (page) => query(() => readLineage(database, page)),

    exclusively: (name, work) =>
      query(() =>
        database.transaction(async (transaction) => {
          const { rows } = await transaction.execute<{ taken: boolean }>(
            sql`select pg_try_advisory_xact_lock(hashtextextended(${`model-trace ${name}`}, 0)) as taken`,
          );
          return rows[0].taken ? work() : null;
        }),
      ),

    ping: () => query(async () => void (await database.execute(sql`select 1`))),
    close: () => database.$client.end(),
  };
  // The events themselves are written by a trigger, in the statement that changes the row.
  return announcing(store, { names: changing, announce: announcer(database) });
}
