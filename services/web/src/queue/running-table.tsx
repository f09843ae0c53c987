import type { EvaluationSummary } from '@model-trace/client';
import { phaseText, progressText } from '../evaluation/progress-text.ts';
import { DataTable } from '../ui/data-table.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { SubjectCell } from './subject-cell.tsx';

export function RunningTable({ evaluations }: { evaluations: readonly EvaluationSummary[] }) {
  return (
    <DataTable<EvaluationSummary>
      label="Running"
      rows={evaluations}
      keyOf={({ id }) => id}
      columns={[
        { heading: 'Model', cell: (evaluation) => <SubjectCell evaluation={evaluation} /> },
        {
          heading: 'Progress',
          cell: ({ progress, model }) =>
            progress === null ? (
              <span className="muted">starting</span>
            ) : (
              <div className="queue-progress">
                <p className="number">
                  {phaseText(progress)} <span className="muted">{progressText(progress)}</span>
                </p>
                <ProgressBar label={`Progress of ${model}`} value={progress.done} max={progress.total} />
              </div>
            ),
        },
        { heading: 'Started', wide: true, cell: ({ startedAt }) => startedAt && <TimeAgo time={startedAt} /> },
        { heading: 'Attempt', wide: true, numeric: true, cell: ({ attempts }) => attempts },
      ]}
    />
  );
}
