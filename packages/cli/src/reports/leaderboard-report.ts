import type { LeaderboardEntry, Task } from '@model-trace/client';
import { formatCount, shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { styledVerdict } from './verdict.ts';

export type LeaderboardTask = Pick<Task, 'id' | 'column'>;

export interface Leaderboard {
  entries: readonly LeaderboardEntry[];
  /** The registry of the server: one column for each of its tasks. */
  tasks: readonly LeaderboardTask[];
}

const atCommit = (model: string, commit: string | null): string =>
  commit === null ? model : `${model} @ ${shortHash(commit)}`;

/** The leaderboard as a table: a column for each task, and what a reader needs beside them. */
export function leaderboardReport({ entries, tasks }: Leaderboard, output: Output): string {
  if (entries.length === 0) return 'The leaderboard is empty.\n';
  const metricColumns = tasks.map(({ id, column }) => ({
    heading: column,
    align: 'right' as const,
    cell: ({ metrics }: LeaderboardEntry) => metrics[id]?.display ?? '-',
  }));
  return table(
    entries,
    [
      { heading: 'Model', cell: ({ model, commit }) => atCommit(model, commit) },
      ...metricColumns,
      { heading: 'Verdict', cell: ({ verdict }) => (verdict === null ? '-' : styledVerdict(verdict, output)) },
      {
        heading: 'Base',
        optional: true,
        cell: ({ base, baseCommit }) => (base === null ? '-' : atCommit(base, baseCommit)),
      },
      { heading: 'Architecture', optional: true, cell: ({ architecture }) => architecture ?? '-' },
      {
        heading: 'Parameters',
        optional: true,
        align: 'right',
        cell: ({ parameters }) => (parameters === null ? '-' : formatCount(parameters)),
      },
      { heading: 'Dtype', optional: true, cell: ({ dtype }) => dtype ?? '-' },
      { heading: 'License', optional: true, cell: ({ license }) => license ?? '-' },
      {
        heading: 'Weights',
        optional: true,
        cell: ({ weightType, weightsBase }) => (weightsBase === null ? weightType : `${weightType} of ${weightsBase}`),
      },
    ],
    output,
  );
}
