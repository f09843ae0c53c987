import type { Evaluation } from '@model-trace/client';
import { CheckList } from '../submit/check-list.tsx';
import { Disclosure } from '../ui/disclosure.tsx';

/** What was found when it was submitted: what asks for attention at once, the rest when it is unfolded. */
export function SubmissionChecks({ checks }: Pick<Evaluation, 'checks'>) {
  if (checks === null || checks.length === 0) return null;
  const warned = checks.filter(({ outcome }) => outcome === 'warned' || outcome === 'failed');
  return (
    <section className="evaluation-section submission-checks" aria-label="Checks of the submission">
      {warned.length > 0 && <CheckList checks={warned} />}
      <Disclosure title={`Checks of the submission: ${summary(checks)}`}>
        <CheckList checks={checks} />
      </Disclosure>
    </section>
  );
}

function summary(checks: NonNullable<Evaluation['checks']>): string {
  return (['passed', 'warned', 'failed', 'skipped'] as const)
    .map((outcome) => [checks.filter((check) => check.outcome === outcome).length, outcome] as const)
    .filter(([count]) => count > 0)
    .map(([count, outcome]) => `${count} ${outcome}`)
    .join(', ');
}
