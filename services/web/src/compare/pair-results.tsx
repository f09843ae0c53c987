import type { EvaluationSummary } from '@model-trace/client';
import { Link } from '@tanstack/react-router';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { NewestTrace } from './newest-trace.tsx';
import type { Pair } from './pair-form.tsx';
import { SubmitPair } from './submit-pair.tsx';

/** What is known of a pair, newest first, in whichever roles it was submitted. */
export function PairResults({ pair, evaluations }: { pair: Pair; evaluations: readonly EvaluationSummary[] }) {
  const done = evaluations.find(({ status }) => status === 'succeeded');
  const open = evaluations.find(({ status }) => status === 'queued' || status === 'running');
  const others = evaluations.filter((each) => each !== done);
  return (
    <>
      {done && <NewestTrace id={done.id} />}
      {!done && !open && (
        <EmptyPanel title="This pair has no result yet">
          <p>Nobody has traced these two against each other, or it did not succeed.</p>
          <SubmitPair pair={pair} kind="primary">
            Trace them now
          </SubmitPair>
        </EmptyPanel>
      )}
      {others.length > 0 && (
        <section aria-labelledby="others">
          <h2 id="others">{done ? 'Other evaluations of the pair' : 'Evaluations of the pair'}</h2>
          <ul className="pair-others">
            {others.map(({ id, status, createdAt, model, base }) => (
              <li key={id}>
                <Link to={'/evaluations/$id' as '/'} params={{ id } as never}>
                  {model} against {base}
                </Link>{' '}
                <span className="muted">
                  {status}, <TimeAgo time={createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {done && !open && <SubmitPair pair={pair}>Trace them again at their present commits</SubmitPair>}
    </>
  );
}
