import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Database, query } from './database.ts';
import { toEvaluation } from './evaluation-row.ts';
import type { Evaluation } from './evaluation-store.ts';
import { evaluations, queueControl } from './schema/index.ts';
import { isUuid } from './uuid-v7.ts';

/** What an operator does to all that waits. */
export interface QueueAdministration {
  /** How many evaluations wait, and how many run. */
  unfinished(): Promise<{ queued: number; running: number }>;
  /** Whether an operator paused the queue; null: nobody has paused or resumed one here. */
  paused(): Promise<boolean | null>;
  /** The queue's own mark may be lost with its server: workers bring it back to this. */
  setPaused(paused: boolean): Promise<void>;
  /** queued -> canceled, the oldest first. @returns their ids, at most 1,000 at once */
  cancelQueued(): Promise<string[]>;
  /** Null when there is none; unchanged when it has ended. */
  setPriority(id: string, priority: number): Promise<{ changed: boolean; evaluation: Evaluation } | null>;
}

export function createQueueAdministration(database: Database): QueueAdministration {
  const now = sql`now()`;
  const unfinished = inArray(evaluations.status, ['queued', 'running']);
  return {
    unfinished: () =>
      query(async () => {
        const rows = await database
          .select({ status: evaluations.status, count: sql<number>`count(*)::int` })
          .from(evaluations)
          .where(unfinished)
          .groupBy(evaluations.status);
        const of = (status: string) => rows.find((row) => row.status === status)?.count ?? 0;
        return { queued: of('queued'), running: of('running') };
      }),

    paused: () =>
      query(async () => {
        const [control] = await database.select({ paused: queueControl.paused }).from(queueControl);
        return control?.paused ?? null;
      }),

    setPaused: (paused) =>
      query(async () => {
        const set = { paused, updatedAt: now };
        await database.insert(queueControl).values({ paused }).onConflictDoUpdate({ target: queueControl.id, set });
      }),

    cancelQueued: () =>
      query(async () => {
        const waiting = database
          .select({ id: evaluations.id })
          .from(evaluations)
          .where(eq(evaluations.status, 'queued'))
          .orderBy(evaluations.id)
          .limit(1000)
          // What a worker is just starting is no longer waiting.
          .for('update', { skipLocked: true });
        const rows = await database
          .update(evaluations)
          .set({ status: 'canceled', progress: null, hubToken: null, finishedAt: now, updatedAt: now })
          .where(inArray(evaluations.id, waiting))
          .returning({ id: evaluations.id });
        return rows.map(({ id }) => id);
      }),

    setPriority: (id, priority) =>
      query(async () => {
        if (!isUuid(id)) return null;
        const [row] = await database
          .update(evaluations)
          .set({ priority, updatedAt: now })
          .where(and(eq(evaluations.id, id), unfinished))
          .returning();
        if (row) return { changed: true, evaluation: toEvaluation(row) };
        const [ended] = await database.select().from(evaluations).where(eq(evaluations.id, id));
        return ended ? { changed: false, evaluation: toEvaluation(ended) } : null;
      }),
  };
}
