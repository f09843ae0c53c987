import type { EngineProgress } from '../engine/index.ts';
import type { TraceRun } from './trace-run.ts';

/** A trace's run from its choices: counts progress and remembers what statistics share. */
export function createTraceRun(choices: Omit<TraceRun, 'countOf' | 'once'>): TraceRun {
  const shared = new Map<string, Promise<unknown>>();
  return {
    ...choices,
    countOf(phase, total, unit: EngineProgress['unit'] = 'blocks') {
      let done = 0;
      return () => {
        done++;
        choices.onProgress?.({ phase, done, total, unit });
      };
    },
    once<Shared>(name: string, compute: () => Promise<Shared>): Promise<Shared> {
      if (!shared.has(name)) shared.set(name, compute());
      return shared.get(name) as Promise<Shared>;
    },
  };
}
