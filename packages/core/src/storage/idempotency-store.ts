import { and, eq, isNull, sql } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import type { Database, Transaction } from './database.ts';
import { idempotencyKeys } from './schema/index.ts';

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

const lifetime = sql`interval '24 hours'`;

export function createIdempotencyStore(database: Database): IdempotencyStore {
  const { owner, key, createdAt, status } = idempotencyKeys;
  return {
    async begin({ leaseMs, ...request }) {
      for (;;) {
        const [mine] = await database
          .insert(idempotencyKeys)
          .values(request)
          .onConflictDoUpdate({
            target: [owner, key],
            set: { fingerprint: request.fingerprint, status: null, headers: null, body: null, createdAt: sql`now()` },
            setWhere: sql`${createdAt} < now() - ${lifetime}
              or (${status} is null and ${createdAt} < now() - ${leaseMs} * interval '1 millisecond')`,
          })
          .returning({ since: createdAt });
        if (mine) return { state: 'first', lease: { owner: request.owner, key: request.key, since: mine.since } };
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
    async finish(lease, answer) {
      await database.update(idempotencyKeys).set(answer).where(owned(lease));
    },
    async release(lease) {
      await database.delete(idempotencyKeys).where(and(owned(lease), isNull(status)));
    },
    async forget() {
      const { rowCount } = await database.delete(idempotencyKeys).where(sql`${createdAt} < now() - ${lifetime}`);
      return rowCount ?? 0;
    },
  };
}

/**
 * Stores the answer in the transaction that stores what it tells of: one of them alone cannot be.
 * @throws IDEMPOTENCY_IN_FLIGHT when the lease ran out and another request has the key; the transaction must then fail
 */
export async function storeAnswer(
  transaction: Transaction,
  { lease, answer }: { lease: IdempotencyLease; answer: StoredAnswer },
): Promise<void> {
  const { rowCount } = await transaction
    .update(idempotencyKeys)
    .set(answer)
    .where(and(owned(lease), isNull(idempotencyKeys.status)));
  if (rowCount === 1) return;
  throw new ModelTraceError('IDEMPOTENCY_IN_FLIGHT', `Another request has taken over the key "${lease.key}"`, {
    fix: 'Send the request again with the same key to get the answer of the other one.',
  });
}

function owned({ owner, key, since }: IdempotencyLease) {
  return and(eq(idempotencyKeys.owner, owner), eq(idempotencyKeys.key, key), eq(idempotencyKeys.createdAt, since));
}
