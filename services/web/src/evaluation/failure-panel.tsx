import type { Evaluation } from '@model-trace/client';
import { DataTable } from '../ui/data-table.tsx';
import { Icon } from '../ui/icon.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

type Attempt = Evaluation['attemptHistory'][number];

/** Why it did not succeed, and what each attempt came to. */
export function FailurePanel({ evaluation: { error, status, attemptHistory } }: { evaluation: Evaluation }) {
  const troubled = attemptHistory.length > 1 || attemptHistory.some((attempt) => attempt.error !== null);
  return (
    <>
      {error && status !== 'succeeded' && (
        <section className="panel panel-bad" role="alert">
          <h2>
            <Icon name="warning" /> {status === 'failed' ? 'It failed' : 'The last attempt failed'}
          </h2>
          <p>{error.detail}</p>
          {error.fix && <p>{error.fix}</p>}
          <p className="panel-foot muted">
            <span>
              Code <code>{error.code}</code>
            </span>
            <span>
              {error.retryable ? 'It can succeed when it is tried again.' : 'Trying it again will not change that.'}
            </span>
          </p>
        </section>
      )}
      {!error && (status === 'canceled' || status === 'expired') && (
        <section className="panel">
          <h2>{status === 'canceled' ? 'It was canceled' : 'It had not finished by its deadline'}</h2>
          <p>Nothing of it is kept but this page.</p>
        </section>
      )}
      {troubled && (
        <section className="evaluation-section">
          <h2>Attempts</h2>
          <DataTable<Attempt>
            label="Attempts"
            rows={attemptHistory}
            keyOf={({ attempt }) => String(attempt)}
            columns={[
              { heading: 'Attempt', cell: ({ attempt }) => attempt },
              { heading: 'Worker', wide: true, cell: ({ worker }) => worker ?? '–' },
              { heading: 'Started', cell: ({ startedAt }) => <TimeAgo time={startedAt} /> },
              { heading: 'Ended', wide: true, cell: ({ endedAt }) => (endedAt ? <TimeAgo time={endedAt} /> : '–') },
              {
                heading: 'Came to',
                cell: (attempt) =>
                  attempt.error ? (
                    <>
                      {attempt.error.detail} <code>{attempt.error.code}</code>
                    </>
                  ) : attempt.endedAt ? (
                    'success'
                  ) : (
                    'still runs'
                  ),
              },
              {
                heading: 'Taken over',
                wide: true,
                numeric: true,
                cell: ({ resumedLayers }) => (resumedLayers === null ? '–' : `${resumedLayers} layers`),
              },
            ]}
          />
        </section>
      )}
    </>
  );
}
