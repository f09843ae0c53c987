import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { eventChannel } from './listen.ts';

/** As soon as a person would call at once, and rare enough to cost nothing. */
const pauseMs = 20;

/**
 * Wakes readers of events after changes, at most once in 20 ms. Not in the transaction of the change: PostgreSQL lets
 * only one transaction at a time commit that notifies, so submissions would queue for the disk one by one. A process that
 * dies between the two loses no event: readers look by themselves every second.
 */
export function announcer(database: Database): () => void {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const announce = (): void => {
    if (timer !== undefined) {
      again = true;
      return;
    }
    database.execute(sql.raw(`notify ${eventChannel}`)).catch(() => {});
    timer = setTimeout(() => {
      timer = undefined;
      if (!again) return;
      again = false;
      announce();
    }, pauseMs);
    timer.unref();
  };
  return announce;
}

/** The same functions; `announce` is called after each that is named has changed something. */
export function announcing<Methods extends object, const Name extends keyof Methods>(
  methods: Methods,
  { names, announce }: { names: readonly Name[]; announce: () => void },
): Methods {
  const wrapped = names.map((name) => {
    const method = methods[name] as (...args: unknown[]) => Promise<unknown>;
    const announced = async (...args: unknown[]): Promise<unknown> => {
      const result = await method(...args);
      const nothing = result === false || result === null || (Array.isArray(result) && result.length === 0);
      if (!nothing) announce();
      return result;
    };
    return [name, announced];
  });
  return { ...methods, ...Object.fromEntries(wrapped) };
}
