import { and, eq, isNull, sql } from 'drizzle-orm';
import type pg from 'pg';
import { ModelTraceError } from '../errors.ts';
import type { Database, Transaction } from './database.ts';
import { groupStatements } from './group-statements.ts';
import { idempotencyKeys } from './schema/index.ts';
import { storableText } from './storable-json.ts';

/** An answer as it went out. */
export interface StoredAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The right to answer a request with a key: whoever has it may store, once. */
export interface IdempotencyLease {
  owner: string;
  key: string;
  since: Date;
}

export type IdempotentStart =
  | { state: 'first'; lease: IdempotencyLease }
  | { state: 'done'; answer: StoredAnswer }
  /** The first request is still at work. */
  | { state: 'under way' }
  /** The key was used for another request. */
  | { state: 'different' };

export interface IdempotencyStore {
  /** Claims a key. A request that stored nothing for `leaseMs` is taken for dead, and its key goes to who asks next. */
  begin(request: { owner: string; key: string; fingerprint: string; leaseMs: number }): Promise<IdempotentStart>;
  /** What was really sent, after the first answer was stored with the evaluation: both say the same of it. */
  finish(lease: IdempotencyLease, answer: StoredAnswer): Promise<void>;
  /** The request stored nothing: the next with this key is a first one. */
  release(lease: IdempotencyLease): Promise<void>;
  /** Removes answers older than a day. @returns how many */
  forget(): Promise<number>;
}

const lifetime = "interval '24 hours'";

/** Keys of requests that come at once are claimed by one statement. Rows are locked in this order. */
const claim = `
  insert into idempotency_keys as known (owner, key, fingerprint)
  select owner, key, fingerprint from jsonb_to_recordset($1::jsonb) as each(owner text, key text, fingerprint text)
  order by owner, key
  on conflict (owner, key) do update
  set fingerprint = excluded.fingerprint, status = null, headers = null, body = null, created_at = now()
  where known.created_at < now() - ${lifetime}
    or (known.status is null and known.created_at < now() - $2::double precision * interval '1 millisecond')
  returning owner, key, created_at`;

const answers = `
  update idempotency_keys as known set status = each.status, headers = each.headers, body = each.body
  from jsonb_to_recordset($1::jsonb)
    as each(owner text, key text, since timestamptz, status integer, headers jsonb, body text)
  where known.owner = each.owner and known.key = each.key and known.created_at = each.since`;
const statements = {
  finish: { name: 'replace answers', text: answers },
  store: { name: 'store answers', text: `${answers} and known.status is null returning known.owner, known.key` },
};

interface Claim {
  owner: string;
  key: string;
  fingerprint: string;
}

interface Answered {
  lease: IdempotencyLease;
  answer: StoredAnswer;
}

const nameOf = ({ owner, key }: Pick<IdempotencyLease, 'owner' | 'key'>): string => JSON.stringify([owner, key]);

const toValues = (answered: readonly Answered[]): [string] => [
  storableText(answered.map(({ lease, answer }) => ({ ...lease, ...answer }))),
];

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const { owner, key, createdAt, status } = idempotencyKeys;
  const claimWithin = (leaseMs: number) =>
    groupStatements<Claim, IdempotencyLease | null>({
      ...{ most: 100, atOnce: 2, keyOf: nameOf },
      run: async (claims) => {
        const { rows } = await database.$client.query<{ owner: string; key: string; created_at: Date }>({
          ...{ name: 'claim keys', text: claim },
          values: [JSON.stringify(claims), leaseMs],
        });
        const mine = new Map(rows.map((row) => [nameOf(row), row.created_at]));
        return claims.map((each) => {
          const since = mine.get(nameOf(each));
          return since === undefined ? null : { owner: each.owner, key: each.key, since };
        });
      },
    });
  /** By the time of the lease, which is one for all requests of a service. */
  const claims = new Map<number, ReturnType<typeof claimWithin>>();
  const replace = groupStatements<Answered, void>({
    ...{ most: 100, atOnce: 2, keyOf: ({ lease }) => nameOf(lease) },
    run: async (answered) => {
      await database.$client.query({ ...statements.finish, values: toValues(answered) });
      return answered.map(() => undefined);
    },
  });

  return {
    async begin({ leaseMs, ...request }) {
      const claimOne = claims.get(leaseMs) ?? claimWithin(leaseMs);
      claims.set(leaseMs, claimOne);
      for (;;) {
        const lease = await claimOne(request);
        if (lease) return { state: 'first', lease };
        const [known] = await database
          .select()
          .from(idempotencyKeys)
          .where(and(eq(owner, request.owner), eq(key, request.key)));
        // Released between the two statements: it is free.
        if (!known) continue;
        if (known.fingerprint !== request.fingerprint) return { state: 'different' };
        if (known.status === null) return { state: 'under way' };
        return {
          state: 'done',
          answer: { status: known.status, headers: known.headers ?? {}, body: known.body ?? '' },
        };
      }
    },
    finish: (lease, answer) => replace({ lease, answer }),
    async release(lease) {
      await database.delete(idempotencyKeys).where(and(owned(lease), isNull(status)));
    },
    async forget() {
      const { rowCount } = await database
        .delete(idempotencyKeys)
        .where(sql`${createdAt} < now() - ${sql.raw(lifetime)}`);
      return rowCount ?? 0;
    },
  };
}

/**
 * Stores answers in the transaction that stores what they tell of: one of them alone cannot be.
 * @throws IDEMPOTENCY_IN_FLIGHT when a lease ran out and another request has the key; the transaction must then fail
 */
export async function storeAnswers(client: Pick<pg.ClientBase, 'query'>, answered: readonly Answered[]): Promise<void> {
  if (answered.length === 0) return;
  const { rows } = await client.query<Pick<IdempotencyLease, 'owner' | 'key'>>({
    ...{ ...statements.store, values: toValues(answered) },
  });
  const stored = new Set(rows.map(nameOf));
  for (const { lease } of answered) if (!stored.has(nameOf(lease))) throw takenOver(lease);
}

/** The same, in a transaction of Drizzle's. */
export async function storeAnswer(transaction: Transaction, { lease, answer }: Answered): Promise<void> {
  const { rowCount } = await transaction
    .update(idempotencyKeys)
    .set(answer)
    .where(and(owned(lease), isNull(idempotencyKeys.status)));
  if (rowCount !== 1) throw takenOver(lease);
}

const takenOver = ({ key }: IdempotencyLease): ModelTraceError =>
  new ModelTraceError('IDEMPOTENCY_IN_FLIGHT', `Another request has taken over the key "${key}"`, {
    fix: 'Send the request again with the same key to get the answer of the other one.',
  });

function owned({ owner, key, since }: IdempotencyLease) {
  return and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.key, key), eq(idempotencyKeys.createdAt, since));
}
