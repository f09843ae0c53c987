import type { Readable } from 'node:stream';
import type { Evaluation, ListQuery } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';
import { type CsvCell, csvRecord } from '../export/csv.ts';
import { type ExportFormat, jsonLine } from '../export/export-format.ts';
import { streamPages } from '../export/stream-pages.ts';
import { taskDefinitions } from '../leaderboard/leaderboard-entry.ts';
import { type EvaluationSummary, toEvaluationSummary } from './evaluation-resource.ts';

type Line = Evaluation & { summary: EvaluationSummary };
type Column = { heading: string; cell: (line: Line) => CsvCell };

const plain = [
  ...['id', 'status', 'model', 'revision', 'commit', 'base', 'baseCommit', 'weightType', 'weightsBase'],
  ...['attempts', 'priority', 'createdAt', 'startedAt', 'finishedAt'],
] as readonly (keyof EvaluationSummary)[];

const columns: readonly Column[] = [
  ...plain.map((heading): Column => ({ heading, cell: ({ summary }) => summary[heading] as CsvCell })),
  { heading: 'tasks', cell: ({ summary }) => summary.tasks.join(' ') },
  ...taskDefinitions.map(
    ({ id, metric, metricValue }): Column => ({
      heading: `${id}.${metric}`,
      cell: ({ results }) => {
        const result = results?.[id];
        return result === undefined ? null : metricValue(result as never);
      },
    }),
  ),
  { heading: 'perplexity.bitsPerByte', cell: ({ results }) => results?.perplexity?.bitsPerByte ?? null },
  { heading: 'trace.verdict', cell: ({ results }) => results?.trace?.verdict ?? null },
  { heading: 'errorCode', cell: ({ error }) => error?.code ?? null },
  { heading: 'errorDetail', cell: ({ error }) => error?.detail ?? null },
];

/** Every evaluation that a list would give, whole: with its result in JSON Lines, with its numbers in CSV. */
export function exportEvaluations(
  store: Pick<ApiStore, 'list'>,
  { format, ...query }: Omit<ListQuery, 'limit'> & { format: ExportFormat },
): Promise<Readable> {
  const csv = format === 'csv';
  return streamPages((page) => store.list({ ...query, ...page }), {
    head: csv ? csvRecord(columns.map(({ heading }) => heading)) : '',
    write: (evaluation) => {
      const summary = toEvaluationSummary(evaluation);
      if (!csv) return jsonLine({ ...summary, result: evaluation.results });
      return csvRecord(columns.map(({ cell }) => cell({ ...evaluation, summary })));
    },
  });
}
