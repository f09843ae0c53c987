import { type Evaluation, isFinished } from '@model-trace/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatDuration } from '../format/duration.ts';
import { splitModelName } from '../format/model-name.ts';
import { whole } from '../format/number.ts';
import { CommitLink } from '../leaderboard/commit-link.tsx';
import { modelAddress } from '../model/model-link.tsx';
import { client } from '../service/client.ts';
import { Button } from '../ui/button.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';

/** Which model, in what state, and what can be done with it. */
export function EvaluationHead({ evaluation }: { evaluation: Evaluation }) {
  const { id, model, base, commit, baseCommit, weightType, weightsBase, status } = evaluation;
  const { owner, name } = splitModelName(model);
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: 'cancel' | 'retry') => client()[what](id),
    onSuccess: (changed) => queries.setQueryData(['evaluation', id], changed),
  });
  const seconds =
    evaluation.startedAt && evaluation.finishedAt
      ? (Date.parse(evaluation.finishedAt) - Date.parse(evaluation.startedAt)) / 1000
      : null;
  return (
    <header className="evaluation-head">
      <div className="evaluation-title">
        <div>
          <p className="muted">
            {evaluation.tasks.join(' and ')} {base && <>against {base}</>}
            {evaluation.scannedBases !== null &&
              `against ${whole(evaluation.scannedBases)} ${evaluation.scannedBases === 1 ? 'base' : 'bases'}`}
          </p>
          <h1>
            <span className="evaluation-owner">{owner}</span>
            <wbr />
            {name}
          </h1>
        </div>
        <div className="evaluation-actions">
          <StatusBadge status={status} />
          {!isFinished(evaluation) && (
            <Button size="small" kind="danger" disabled={act.isPending} onClick={() => act.mutate('cancel')}>
              Cancel
            </Button>
          )}
          {['failed', 'canceled', 'expired'].includes(status) && (
            <Button size="small" disabled={act.isPending} onClick={() => act.mutate('retry')}>
              Try it again
            </Button>
          )}
          {status === 'succeeded' && (
            <Button size="small" onClick={() => window.print()}>
              Print the report
            </Button>
          )}
          <Link className="button button-plain button-small" {...modelAddress(model)}>
            All of this model
          </Link>
        </div>
      </div>
      {act.isError && <ErrorPanel error={act.error} />}
      <Facts
        facts={[
          ['Commit', commit && <CommitLink model={model} commit={commit} label={commit} />],
          [
            'Commit of the base',
            base && baseCommit && <CommitLink model={base} commit={baseCommit} label={baseCommit} />,
          ],
          ['Weights', weightType === 'original' ? null : `${weightType}${weightsBase ? ` over ${weightsBase}` : ''}`],
          ['Submitted', <TimeAgo key="submitted" time={evaluation.createdAt} />],
          ['Finished', evaluation.finishedAt && <TimeAgo key="finished" time={evaluation.finishedAt} />],
          ['Took', seconds === null ? null : formatDuration(seconds)],
          ['Evaluation', <code key="id">{id}</code>],
        ]}
      />
    </header>
  );
}
