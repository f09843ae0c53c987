import { createContext, Script } from 'node:vm';

/** Only to have a watched call: the script calls the function it is handed and holds nothing else. */
const watched = new Script('run()');
const context = createContext({ run: () => {} });

/**
 * Runs synchronous work and stops it when it takes too long, be it within one match of a regular expression: patterns come
 * from files that nobody vouches for, and one with nested repetitions may take longer than anybody lives.
 * @throws what `run` throws; an Error when the seconds are over
 */
export function withinSeconds<T>(seconds: number, run: () => T): T {
  const outer = context.run;
  context.run = run;
  try {
    return watched.runInContext(context, { timeout: Math.ceil(seconds * 1000) });
  } catch (caught) {
    // of the realm that watches: no instance of this one's Error
    if ((caught as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw caught;
    throw new Error(`It takes more than ${seconds} s`, { cause: caught });
  } finally {
    context.run = outer;
  }
}
