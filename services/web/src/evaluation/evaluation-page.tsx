import { isFinished } from '@model-trace/client';
import { useParams } from '@tanstack/react-router';
import { splitModelName } from '../format/model-name.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { useTitle } from '../ui/use-title.ts';
import { EvaluationHead } from './evaluation-head.tsx';
import { FailurePanel } from './failure-panel.tsx';
import { LiveProgress } from './live-progress.tsx';
import { ResultView } from './result-view.tsx';
import { SubmissionChecks } from './submission-checks.tsx';
import { useEvaluation } from './use-evaluation.ts';
import './evaluation-page.css';

/** One evaluation: how far it is, or what came of it with everything that is needed to trust it. */
export function EvaluationPage() {
  const { id } = useParams({ strict: false });
  const { data: evaluation, error, refetch } = useEvaluation(id!);
  useTitle(evaluation ? splitModelName(evaluation.model).name : 'Evaluation');
  if (evaluation === undefined)
    return error ? (
      <ErrorPanel error={error} title="The evaluation could not be loaded" onRetry={() => void refetch()} />
    ) : (
      <PageSkeleton />
    );
  return (
    <article className="evaluation">
      <EvaluationHead evaluation={evaluation} />
      {!isFinished(evaluation) && <LiveProgress evaluation={evaluation} />}
      <FailurePanel evaluation={evaluation} />
      <SubmissionChecks checks={evaluation.checks} />
      {evaluation.result && <ResultView evaluation={evaluation} result={evaluation.result} />}
    </article>
  );
}
