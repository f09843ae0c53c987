import { median } from './median.ts';

/** What was done to the service, and how long it took to be well again. */
export interface FaultLog {
  add(kind: string, entry: { lastedMs: number; recoveryMs: number | null }): void;
  rows(): { fault: string; count: number; lasted: string; recovery: string; worst: string }[];
}

export function createFaultLog(kinds: readonly string[]): FaultLog {
  const entries = new Map(kinds.map((kind) => [kind, [] as { lastedMs: number; recoveryMs: number | null }[]]));
  return {
    add: (kind, entry) => void entries.get(kind)!.push(entry),
    rows: () =>
      [...entries].map(([fault, all]) => {
        const recoveries = all.flatMap(({ recoveryMs }) => (recoveryMs === null ? [] : [recoveryMs]));
        return {
          ...{ fault, count: all.length, lasted: seconds(all.map(({ lastedMs }) => lastedMs)) },
          ...{ recovery: seconds(recoveries), worst: recoveries.length ? inSeconds(Math.max(...recoveries)) : '-' },
        };
      }),
  };
}

const seconds = (values: number[]) => (values.length === 0 ? '-' : inSeconds(median(values)));
const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
