import type { Readable } from 'node:stream';
import type { LeaderboardQuery } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { type CsvCell, csvRecord } from '../export/csv.ts';
import { type ExportFormat, jsonLine } from '../export/export-format.ts';
import { streamPages } from '../export/stream-pages.ts';
import { type LeaderboardEntry, taskDefinitions, toLeaderboardEntry } from './leaderboard-entry.ts';

/** A p-value has two columns: for people, and its logarithm for programs. */
const metricColumns = taskDefinitions.flatMap(({ id, column, format }) => {
  const number = { heading: column, cell: ({ metrics }: LeaderboardEntry) => metrics[id]?.value ?? null };
  if (format === 'number') return [number];
  return [
    { heading: column, cell: ({ metrics }: LeaderboardEntry) => metrics[id]?.display ?? null },
    { ...number, heading: `${column} (log10)` },
  ];
});

const columns: readonly { heading: string; cell: (entry: LeaderboardEntry) => CsvCell }[] = [
  { heading: 'Model', cell: ({ model }) => model },
  ...metricColumns,
  { heading: 'Verdict', cell: ({ verdict }) => verdict },
  { heading: 'Base', cell: ({ base }) => base },
  { heading: 'Bits per byte', cell: ({ bitsPerByte }) => bitsPerByte },
  { heading: 'Commit', cell: ({ commit }) => commit },
  { heading: 'Architecture', cell: ({ architecture }) => architecture },
  { heading: 'Parameters', cell: ({ parameters }) => parameters },
  { heading: 'Dtype', cell: ({ dtype }) => dtype },
  { heading: 'License', cell: ({ license }) => license },
  { heading: 'Weight type', cell: ({ weightType }) => weightType },
  { heading: 'Weights base', cell: ({ weightsBase }) => weightsBase },
  { heading: 'Submitted', cell: ({ submittedAt }) => submittedAt },
  { heading: 'Finished', cell: ({ finishedAt }) => finishedAt },
  { heading: 'Evaluation', cell: ({ url }) => url },
  { heading: 'Base commit', cell: ({ baseCommit }) => baseCommit },
];

/**
 * The leaderboard as one table, streamed.
 * @param limit  rows at most; all when undefined
 */
export function exportLeaderboard(
  store: Pick<ApiStore, 'leaderboard'>,
  { format, limit, ...query }: Omit<LeaderboardQuery, 'limit'> & { limit?: number; format: ExportFormat },
): Promise<Readable> {
  const csv = format === 'csv';
  return streamPages((page) => store.leaderboard({ ...query, ...page }), {
    ...{ cursor: query.cursor, limit, head: csv ? csvRecord(columns.map(({ heading }) => heading)) : '' },
    write: (row) => {
      const entry = toLeaderboardEntry(row);
      return csv ? csvRecord(columns.map(({ cell }) => cell(entry))) : jsonLine(entry);
    },
  });
}
