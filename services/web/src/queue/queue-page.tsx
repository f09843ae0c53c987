import '../ui/panel.css';
import type { EvaluationSummary } from '@model-trace/client';
import { Link } from '@tanstack/react-router';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { useTitle } from '../ui/use-title.ts';
import { EndedTable } from './ended-table.tsx';
import { inQueueOrder } from './in-queue-order.ts';
import { QueueSection } from './queue-section.tsx';
import { QueuedTable } from './queued-table.tsx';
import { RunningTable } from './running-table.tsx';
import { useEvaluations, useLiveQueue } from './use-queue.ts';
import './queue-page.css';

/** What waits, what runs, and what came of the rest. */
export function QueuePage() {
  useTitle('Queue');
  useLiveQueue();
  const running = useEvaluations('running');
  const queued = useEvaluations('queued');
  const succeeded = useEvaluations('succeeded');
  const failed = useEvaluations('failed');
  const canceled = useEvaluations('canceled');
  const expired = useEvaluations('expired');
  const all = [running, queued, succeeded, failed, canceled, expired];
  const broken = all.find(({ isError }) => isError);
  const loaded = all.every(({ data }) => data !== undefined);
  const unsuccessful = [failed, canceled, expired].flatMap(({ data }) => data?.items ?? []);
  const none = loaded && all.every(({ data }) => data?.items.length === 0);
  const more = (...lists: typeof all) => lists.some(({ data }) => Boolean(data?.nextCursor));
  return (
    <div className="queue-page">
      <header>
        <h1>Queue</h1>
        <p className="muted">
          Evaluations as they run. <Link to="/submit">Submit a model</Link> to add one.
        </p>
      </header>
      {broken && (
        <ErrorPanel
          error={broken.error}
          title="The queue could not be loaded"
          onRetry={() => void Promise.all(all.map(({ refetch }) => refetch()))}
        />
      )}
      {none && (
        <EmptyPanel title="Nothing has been submitted yet">
          <p>What is submitted stands here until long after it has ended.</p>
        </EmptyPanel>
      )}
      {!none && (
        <>
          <QueueSection title="Running" query={running} empty="Nothing is running.">
            <RunningTable evaluations={running.data?.items ?? []} />
          </QueueSection>
          <QueueSection title="Pending" query={queued} empty="Nothing waits.">
            <QueuedTable evaluations={inQueueOrder(queued.data?.items ?? [])} complete={!more(queued)} />
          </QueueSection>
          <QueueSection title="Finished" query={succeeded} empty="Nothing has finished yet.">
            <EndedTable evaluations={succeeded.data?.items ?? []} />
          </QueueSection>
          <QueueSection
            title="Failed, canceled, expired"
            query={failed}
            count={unsuccessful.length}
            more={more(failed, canceled, expired)}
            empty="Nothing has failed."
          >
            <EndedTable evaluations={newestFirst(unsuccessful)} reasons />
          </QueueSection>
        </>
      )}
    </div>
  );
}

function newestFirst(evaluations: readonly EvaluationSummary[]): EvaluationSummary[] {
  return evaluations.toSorted((a, b) => (b.finishedAt ?? b.updatedAt).localeCompare(a.finishedAt ?? a.updatedAt));
}
