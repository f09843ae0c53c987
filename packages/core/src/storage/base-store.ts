import { asc, count, eq, sql } from 'drizzle-orm';
import { ModelTraceError } from '../errors.ts';
import { maxScanBases } from '../results/index.ts';
import { type Database, query } from './database.ts';
import { bases } from './schema/index.ts';
import { isUuid, uuidV7 } from './uuid-v7.ts';

/** A model that scans test others against. */
export type Base = typeof bases.$inferSelect;
export type NewBase = Omit<Base, 'id' | 'createdAt'>;

export interface BaseStore {
  /** In the order of their ids; at most as many as one scan takes. */
  list(): Promise<Base[]>;
  /** The base that is there already when the same model was added at the same commit. @throws CONFLICT when there are too many */
  add(base: NewBase): Promise<{ base: Base; added: boolean }>;
  /** Whether there was one. */
  remove(id: string): Promise<boolean>;
}

export function createBaseStore(database: Database): BaseStore {
  return {
    list: () => query(() => database.select().from(bases).orderBy(asc(bases.model), asc(bases.id)).limit(maxScanBases)),
    add: (base) =>
      query(() =>
        database.transaction(async (transaction) => {
          // Those who add take turns, so that the limit holds.
          await transaction.execute(sql`select pg_advisory_xact_lock(hashtextextended('model-trace bases', 0))`);
          const [same] = await transaction
            .select()
            .from(bases)
            .where(sql`${bases.model} = ${base.model} and ${bases.commit} is not distinct from ${base.commit}`);
          if (same !== undefined) return { base: same, added: false };
          const [{ value }] = await transaction.select({ value: count() }).from(bases);
          if (value >= maxScanBases)
            throw new ModelTraceError('CONFLICT', `There are ${value} bases, as many as a scan takes`, {
              fix: 'Remove one that is not needed.',
            });
          const [added] = await transaction
            .insert(bases)
            .values({ ...base, id: uuidV7() })
            .returning();
          return { base: added, added: true };
        }),
      ),
    remove: (id) =>
      query(async () => isUuid(id) && (await database.delete(bases).where(eq(bases.id, id))).rowCount === 1),
  };
}
