import type { EvaluationSummary } from '@model-trace/client';
import { whole } from '../format/number.ts';
import { DataTable } from '../ui/data-table.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { SubjectCell } from './subject-cell.tsx';
import { usePlaces } from './use-queue.ts';

/** @param complete  all that wait are here, so that their order is their place */
export function QueuedTable({
  evaluations,
  complete,
}: {
  evaluations: readonly EvaluationSummary[];
  complete: boolean;
}) {
  const places = usePlaces(evaluations);
  const placeOf = (evaluation: EvaluationSummary) => {
    const told = places.get(evaluation.id)?.queuePosition ?? null;
    return told ?? (complete ? evaluations.indexOf(evaluation) : null);
  };
  return (
    <DataTable<EvaluationSummary>
      label="Pending"
      rows={evaluations}
      keyOf={({ id }) => id}
      columns={[
        { heading: 'Model', cell: (evaluation) => <SubjectCell evaluation={evaluation} /> },
        {
          heading: 'Before it',
          numeric: true,
          cell(evaluation) {
            const place = placeOf(evaluation);
            return place === null ? '–' : place === 0 ? 'next' : whole(place);
          },
        },
        {
          heading: 'Starts',
          cell({ id }) {
            const time = places.get(id)?.estimatedStartAt ?? null;
            return time === null ? <span className="muted">not known</span> : <TimeAgo time={time} />;
          },
        },
        { heading: 'Queued', wide: true, cell: ({ queuedAt }) => <TimeAgo time={queuedAt} /> },
        { heading: 'Priority', wide: true, numeric: true, cell: ({ priority }) => priority },
      ]}
    />
  );
}
