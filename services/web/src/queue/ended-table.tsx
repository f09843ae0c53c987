import type { EvaluationSummary } from '@model-trace/client';
import { formatDuration } from '../format/duration.ts';
import { DataTable } from '../ui/data-table.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { SubjectCell } from './subject-cell.tsx';

/** @param reasons  say why it did not succeed */
export function EndedTable({
  evaluations,
  reasons = false,
}: {
  evaluations: readonly EvaluationSummary[];
  reasons?: boolean;
}) {
  return (
    <DataTable<EvaluationSummary>
      label={reasons ? 'Not successful' : 'Finished'}
      rows={evaluations}
      keyOf={({ id }) => id}
      columns={[
        { heading: 'Model', cell: (evaluation) => <SubjectCell evaluation={evaluation} /> },
        ...(reasons
          ? [
              {
                heading: 'Status',
                wide: true,
                cell: ({ status }: EvaluationSummary) => <StatusBadge status={status} />,
              },
              { heading: 'Reason', cell: (evaluation: EvaluationSummary) => <Reason evaluation={evaluation} /> },
            ]
          : [{ heading: 'Took', numeric: true, cell: took }]),
        { heading: 'Ended', wide: true, cell: ({ finishedAt }) => finishedAt && <TimeAgo time={finishedAt} /> },
      ]}
    />
  );
}

function took({ startedAt, finishedAt }: EvaluationSummary): string {
  if (startedAt === null || finishedAt === null) return '–';
  return formatDuration((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}

function Reason({ evaluation: { error, status } }: { evaluation: EvaluationSummary }) {
  if (error === null) return <span className="muted">{status}</span>;
  return (
    <div className="queue-reason">
      <p>{error.detail}</p>
      <p className="muted">
        <code>{error.code}</code> {error.fix}
      </p>
    </div>
  );
}
