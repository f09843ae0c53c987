import { and, asc, inArray, lt, notExists, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { evaluations, leaderboard } from './schema/index.ts';

/** A transaction of short locks; the caller asks again while there are more. */
const atOnce = 500;

/**
 * Removes what ended before `before`; results, attempts, events and webhooks go with their evaluation. What a line of the
 * leaderboard was taken from stays as long as the line.
 */
export async function removeFinished(database: Database, before: Date): Promise<string[]> {
  const shown = database
    .select({ one: sql`1` })
    .from(leaderboard)
    .where(
      sql`${leaderboard.evaluationId} = ${evaluations.id} or exists (
        select from jsonb_each_text(${leaderboard.sources}) as source where source.value = ${evaluations.id}::text)`,
    );
  const old = database
    .select({ id: evaluations.id })
    .from(evaluations)
    .where(and(lt(evaluations.finishedAt, before), notExists(shown)))
    .orderBy(asc(evaluations.finishedAt))
    .limit(atOnce)
    // One that is retried at this moment stays.
    .for('update', { skipLocked: true });
  const rows = await database.delete(evaluations).where(inArray(evaluations.id, old)).returning({ id: evaluations.id });
  return rows.map(({ id }) => id);
}
