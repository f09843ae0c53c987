import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Database, Transaction } from './database.ts';
import type { Attempt, StoredError } from './evaluation-store.ts';
import { attempts } from './schema/index.ts';
import { storableJson } from './storable-json.ts';

const now = sql`now()`;

/** Ends what is open of these evaluations; without an error it has succeeded. */
export async function endAttempts(
  transaction: Transaction,
  ids: readonly string[],
  error: StoredError | null,
): Promise<void> {
  await transaction
    .update(attempts)
    .set({ endedAt: now, error: error && storableJson(error) })
    .where(and(inArray(attempts.evaluationId, [...ids]), isNull(attempts.endedAt)));
}

/** Says how many blocks an open attempt took over from one before. */
export async function noteResumedLayers(
  database: Database,
  { id, attempt, layers }: { id: string; attempt: number; layers: number },
): Promise<void> {
  await database
    .update(attempts)
    .set({ resumedLayers: layers })
    .where(and(eq(attempts.evaluationId, id), eq(attempts.attempt, attempt), isNull(attempts.endedAt)));
}

/** In the order of their starts. */
export async function readAttempts(database: Database, id: string): Promise<Attempt[]> {
  const rows = await database
    .select()
    .from(attempts)
    .where(eq(attempts.evaluationId, id))
    .orderBy(asc(attempts.attempt));
  return rows.map(({ evaluationId: _, ...attempt }) => attempt);
}
