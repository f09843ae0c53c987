import type { EngineProgress } from '../engine/index.ts';
import type { TraceRun } from './trace-run.ts';

/** A trace's run from its choices: counts progress and remembers what statistics share. */
export function createTraceRun(choices: Omit<TraceRun, 'countOf' | 'once'>): TraceRun {
  const shared = new Map<string, Promise<unknown>>();
  return {
    ...choices,
    countOf(phase, total, unit: EngineProgress['unit'] = 'blocks') {
      let done = 0;
      const underWay = new Map<symbol, number>();
      const report = () => {
        const shares = underWay.values().reduce((sum, share) => sum + share, 0);
        choices.onProgress?.({ phase, done: done + shares, total, unit });
      };
      const finished = () => {
        done++;
        report();
      };
      const part = () => {
        const self = Symbol();
        return (share: number) => {
          if (share < 1) {
            underWay.set(self, share);
            return report();
          }
          underWay.delete(self);
          finished();
        };
      };
      return Object.assign(finished, { part });
    },
    once<Shared>(name: string, compute: () => Promise<Shared>): Promise<Shared> {
      if (!shared.has(name)) shared.set(name, compute());
      return shared.get(name) as Promise<Shared>;
    },
  };
}
