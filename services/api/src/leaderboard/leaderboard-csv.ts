import { Readable } from 'node:stream';
import type { LeaderboardQuery } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { limits } from '../limits.ts';
import { type CsvCell, csvRecord } from './csv.ts';
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
  { heading: 'Weight type', cell: ({ weightType }) => weightType },
  { heading: 'Weights base', cell: ({ weightsBase }) => weightsBase },
  { heading: 'Submitted', cell: ({ submittedAt }) => submittedAt },
  { heading: 'Finished', cell: ({ finishedAt }) => finishedAt },
  { heading: 'Evaluation', cell: ({ url }) => url },
];

/**
 * The leaderboard as CSV, read page by page while it is sent, so that memory stays at one page. The first page is read
 * before this resolves: a bad cursor or an absent database is still an error response, not a cut stream.
 * @param limit  rows at most; all when undefined
 */
export async function leaderboardCsv(
  store: ApiStore,
  { limit = Number.POSITIVE_INFINITY, ...query }: Omit<LeaderboardQuery, 'limit'> & { limit?: number },
): Promise<Readable> {
  const pageAfter = (cursor: string | undefined, wanted: number) =>
    store.leaderboard({ ...query, cursor, limit: Math.min(wanted, limits.csvPageItems) });
  const first = await pageAfter(query.cursor, limit);
  async function* records() {
    yield csvRecord(columns.map(({ heading }) => heading));
    let page = first;
    for (let left = limit; ; ) {
      yield page.items
        .map(toLeaderboardEntry)
        .map((entry) => csvRecord(columns.map(({ cell }) => cell(entry))))
        .join('');
      left -= page.items.length;
      if (page.nextCursor === null || left <= 0) return;
      page = await pageAfter(page.nextCursor, left);
    }
  }
  return Readable.from(records());
}
