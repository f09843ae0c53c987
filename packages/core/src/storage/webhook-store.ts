import { and, desc, eq, inArray, isNull, lt, lte, notInArray, or, sql } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import { type Database, type DatabaseOptions, openDatabase, query, type Transaction } from './database.ts';
import type { EventType } from './event-types.ts';
import { webhookDeliveries, webhooks } from './schema/index.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

export interface Webhook {
  id: string;
  /** Of one evaluation; null: of all that its key submits. */
  evaluationId: string | null;
  /** Null where keys are off. */
  keyId: string | null;
  url: string;
  /** Null: those that end an evaluation. */
  eventTypes: EventType[] | null;
  /** It answered 410: it wants nothing any more. */
  disabled: boolean;
  createdAt: Date;
}

/** Asked for with a submission, or for a key. */
export interface NewWebhook {
  url: string;
  eventTypes?: readonly EventType[] | null;
  keyId?: string | null;
  /** The signing secret, encrypted for the webhook of this id. */
  sealSecret: (id: string) => Buffer;
}

/** One try: when, how long it took, and the status it was answered with or why there is none. */
export interface WebhookTry {
  at: string;
  durationMs: number;
  status: number | null;
  error: string | null;
}

export interface WebhookDelivery {
  /** Of the message: the same at every try. */
  id: string;
  webhookId: string;
  eventType: EventType;
  payload: Record<string, unknown>;
  status: 'pending' | 'delivered' | 'failed';
  tries: number;
  nextTryAt: Date | null;
  log: WebhookTry[];
  createdAt: Date;
  deliveredAt: Date | null;
}

/** What a try needs. */
export interface DueDelivery {
  id: string;
  tries: number;
  payload: Record<string, unknown>;
  webhook: { id: string; url: string; secret: Buffer; previousSecret: Buffer | null };
}

export interface WebhookStore {
  /** For a key, which may have `most` of them. @throws WEBHOOKS_EXCEEDED */
  create(input: NewWebhook, options?: { most?: number }): Promise<Webhook>;
  get(id: string): Promise<Webhook | null>;
  /** Newest first, at most 100; those of one key or, with null, of none. */
  list(options: { keyId: string | null; evaluationId?: string }): Promise<Webhook[]>;
  remove(id: string): Promise<boolean>;
  /** Signs with this secret from now on, and with the one before too for so long. */
  rotate(id: string, secret: Buffer, options: { overlapMs: number }): Promise<boolean>;
  /** Newest first. */
  deliveries(id: string, options: { limit: number }): Promise<WebhookDelivery[]>;
  /** Sends a message anew, with its tries from the start. Null when there is none. */
  replay(id: string, deliveryId: string): Promise<WebhookDelivery | null>;
  /**
   * Takes what is due and counts a try of each. Whoever does not `finish` one within `leaseMs` has died, and it is due again.
   */
  take(options: {
    limit: number;
    /** Of one webhook at the most, default `limit`. */
    perWebhook?: number;
    /** Webhooks that are left out. */
    except?: readonly string[];
    leaseMs: number;
    now?: Date;
  }): Promise<DueDelivery[]>;
  /** How a try ended: delivered, to be tried at a time, or (null) given up. */
  finish(
    delivery: Pick<DueDelivery, 'id' | 'tries'>,
    outcome: { tried: WebhookTry; delivered: boolean; nextTryAt: Date | null; gone?: boolean },
  ): Promise<void>;
  /** Removes what was delivered or given up, `days` (7) after it was made. @returns how many */
  forget(options?: { days?: number }): Promise<number>;
  close(): Promise<void>;
}

/** Messages that are due among which those to be taken are chosen: more than those of one webhook that is behind, mostly. */
const lookedThrough = 1_000;

/** The webhooks of a migrated database. Messages are made by the trigger that records events. */
export function createWebhookStore({ maxConnections = 2, ...options }: DatabaseOptions): WebhookStore {
  const database = openDatabase({ ...options, maxConnections });
  /** The last 30: a message may be replayed for ever. */
  const log = (tried: WebhookTry) =>
    sql`jsonb_path_query_array(${webhookDeliveries.log} || ${JSON.stringify([tried])}::jsonb, '$[last - 29 to last]')`;

  return {
    create: (input, { most = Number.POSITIVE_INFINITY } = {}) =>
      query(() =>
        database.transaction(async (transaction) => {
          const { keyId = null } = input;
          // Who asks at the same time waits here, and counts what the first one added.
          await transaction.execute(
            sql`select pg_advisory_xact_lock(hashtextextended(${`model-trace webhooks ${keyId}`}, 0))`,
          );
          const own = and(
            isNull(webhooks.evaluationId),
            keyId === null ? isNull(webhooks.keyId) : eq(webhooks.keyId, keyId),
          );
          const there = await transaction.$count(webhooks, own);
          if (there >= most)
            throw new ModelTraceError(
              'WEBHOOKS_EXCEEDED',
              `There are ${there} webhooks, and no more than ${most} may be`,
              {
                fix: 'Delete one: DELETE /v1/webhooks/{id}.',
              },
            );
          return toWebhook((await insertWebhooks(transaction, [{ ...input, evaluationId: null }]))[0]);
        }),
      ),
    get: (id) =>
      query(async () => {
        const [row] = isUuid(id) ? await database.select().from(webhooks).where(eq(webhooks.id, id)) : [];
        return row ? toWebhook(row) : null;
      }),
    list: ({ keyId, evaluationId }) =>
      query(async () => {
        const rows = await database
          .select()
          .from(webhooks)
          .where(
            and(
              keyId === null ? isNull(webhooks.keyId) : eq(webhooks.keyId, keyId),
              evaluationId === undefined ? undefined : eq(webhooks.evaluationId, evaluationId),
            ),
          )
          .orderBy(desc(webhooks.id))
          .limit(100);
        return rows.map(toWebhook);
      }),
    remove: (id) =>
      query(async () => isUuid(id) && (await database.delete(webhooks).where(eq(webhooks.id, id))).rowCount === 1),
    rotate: (id, secret, { overlapMs }) =>
      query(async () => {
        if (!isUuid(id)) return false;
        const { rowCount } = await database
          .update(webhooks)
          .set({
            ...{ secret, previousSecret: sql`${webhooks.secret}` },
            previousSecretUntil: sql`now() + ${overlapMs} * interval '1 millisecond'`,
          })
          .where(eq(webhooks.id, id));
        return rowCount === 1;
      }),
    deliveries: (id, { limit }) =>
      query(async () => {
        if (!isUuid(id)) return [];
        const rows = await database
          .select()
          .from(webhookDeliveries)
          .where(eq(webhookDeliveries.webhookId, id))
          .orderBy(desc(webhookDeliveries.id))
          .limit(limit);
        return rows.map(toDelivery);
      }),
    replay: (id, deliveryId) =>
      query(async () => {
        if (!isUuid(id) || !isUuid(deliveryId)) return null;
        const [row] = await database
          .update(webhookDeliveries)
          .set({ status: 'pending', tries: 0, nextTryAt: sql`now()`, deliveredAt: null })
          .where(and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.webhookId, id)))
          .returning();
        return row ? toDelivery(row) : null;
      }),
    take: ({ limit, perWebhook = limit, except = [], leaseMs, now = new Date() }) =>
      query(async () => {
        const isDue = and(eq(webhookDeliveries.status, 'pending'), lt(webhookDeliveries.nextTryAt, now));
        const { id, webhookId, nextTryAt } = webhookDeliveries;
        const oldest = database
          .select({ id, webhookId, nextTryAt })
          .from(webhookDeliveries)
          .where(and(isDue, except.length === 0 ? undefined : notInArray(webhookId, [...except])))
          .orderBy(nextTryAt)
          .limit(lookedThrough)
          .as('oldest');
        const placed = database
          .select({
            id: oldest.id,
            nextTryAt: oldest.nextTryAt,
            place:
              sql<number>`row_number() over (partition by ${oldest.webhookId} order by ${oldest.nextTryAt}, ${oldest.id})`.as(
                'place',
              ),
          })
          .from(oldest)
          .as('placed');
        const chosen = database
          .select({ id: placed.id })
          .from(placed)
          .where(lte(placed.place, perWebhook))
          .orderBy(placed.nextTryAt)
          .limit(limit);
        const due = database
          .select({ id })
          .from(webhookDeliveries)
          .where(and(inArray(id, chosen), isDue))
          .for('update', { skipLocked: true });
        const rows = await database
          .update(webhookDeliveries)
          .set({ tries: sql`${webhookDeliveries.tries} + 1`, nextTryAt: new Date(now.getTime() + leaseMs) })
          .where(inArray(webhookDeliveries.id, due))
          .returning();
        if (rows.length === 0) return [];
        const found = await database
          .select()
          .from(webhooks)
          .where(inArray(webhooks.id, [...new Set(rows.map(({ webhookId }) => webhookId))]));
        const byId = new Map(found.map((each) => [each.id, each]));
        return rows.flatMap(({ id, tries, payload, webhookId }) => {
          const webhook = byId.get(webhookId);
          // Deleted in this moment, and the message with it.
          if (webhook === undefined) return [];
          const { url, secret, previousSecret, previousSecretUntil } = webhook;
          const both = previousSecretUntil !== null && previousSecretUntil > now;
          return [
            {
              id,
              tries,
              payload,
              webhook: { id: webhookId, url, secret, previousSecret: both ? previousSecret : null },
            },
          ];
        });
      }),
    finish: ({ id, tries }, { tried, delivered, nextTryAt, gone = false }) =>
      query(async () => {
        // Of the same try only: after a lease that ran out, or a replay, the next one has its own say.
        const [row] = await database
          .update(webhookDeliveries)
          .set({
            status: delivered ? 'delivered' : nextTryAt === null ? 'failed' : 'pending',
            ...{ nextTryAt, log: log(tried) },
            ...(delivered && { deliveredAt: sql`now()` }),
          })
          .where(and(eq(webhookDeliveries.id, id), eq(webhookDeliveries.tries, tries)))
          .returning({ webhookId: webhookDeliveries.webhookId });
        if (row && gone) await database.update(webhooks).set({ disabled: true }).where(eq(webhooks.id, row.webhookId));
      }),
    forget: ({ days = 7 } = {}) =>
      query(async () => {
        const { rowCount } = await database
          .delete(webhookDeliveries)
          .where(
            and(
              or(eq(webhookDeliveries.status, 'delivered'), eq(webhookDeliveries.status, 'failed')),
              sql`${webhookDeliveries.createdAt} < now() - ${days} * interval '1 day'`,
            ),
          );
        return rowCount ?? 0;
      }),
    close: () => database.$client.end(),
  };
}

type Row = typeof webhooks.$inferSelect;

async function insertWebhooks(
  database: Database | Transaction,
  wanted: readonly (NewWebhook & { evaluationId: string | null })[],
): Promise<Row[]> {
  const rows = wanted.map(({ url, eventTypes = null, keyId = null, evaluationId, sealSecret }) => {
    const id = uuidV7();
    return { id, url, eventTypes: eventTypes && [...eventTypes], keyId, evaluationId, secret: sealSecret(id) };
  });
  return database.insert(webhooks).values(rows).returning();
}

/**
 * Stores the webhooks of submissions in the transaction that stores those. What their evaluations are by then is told at
 * once where it was asked for: one answered from a result has ended already.
 */
export async function addEvaluationWebhooks(
  transaction: Transaction,
  wanted: readonly (NewWebhook & { evaluationId: string })[],
): Promise<void> {
  if (wanted.length === 0) return;
  // Who ends one of them in this moment does so before, and it is read below, or after, and then sees the webhook. In one order,
  // so that two batches do not wait for each other.
  const evaluationIds = sql.param(wanted.map(({ evaluationId }) => evaluationId));
  await transaction.execute(
    sql`select from evaluations where id = any(${evaluationIds}::uuid[]) order by id for share`,
  );
  const added = await insertWebhooks(transaction, wanted);
  const ids = sql.param(added.map(({ id }) => id));
  await transaction.execute(sql`
    select add_webhook_deliveries(webhook.id, evaluation, 'evaluation.' || evaluation.status)
    from webhooks as webhook join evaluations as evaluation on evaluation.id = webhook.evaluation_id
    where webhook.id = any(${ids}::uuid[])`);
}

function toWebhook({ id, evaluationId, keyId, url, eventTypes, disabled, createdAt }: Row): Webhook {
  return { id, evaluationId, keyId, url, eventTypes: eventTypes as EventType[] | null, disabled, createdAt };
}

function toDelivery(row: typeof webhookDeliveries.$inferSelect): WebhookDelivery {
  return { ...row, eventType: row.eventType as EventType, log: row.log as unknown as WebhookTry[] };
}
