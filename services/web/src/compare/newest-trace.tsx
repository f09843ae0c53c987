import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { testedVerdict } from '../evaluation/tested-verdict.ts';
import { percent } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { ModelLink } from '../model/model-link.tsx';
import { client } from '../service/client.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';

/** The result of the newest trace of a pair, each statistic with what its p-value assumes. */
export function NewestTrace({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['evaluation', id],
    queryFn: () => client().evaluation(id),
  });
  if (error) return <ErrorPanel error={error} title="The result could not be loaded" onRetry={() => void refetch()} />;
  const trace = data?.result?.trace;
  if (trace === undefined) return null;
  return (
    <section className="pair-newest" aria-labelledby="newest">
      <h2 id="newest">
        <VerdictBadge verdict={testedVerdict(trace)} />
        <span>
          <ModelLink model={trace.model} /> against <ModelLink model={trace.base} />
        </span>
      </h2>
      <p className="pair-null">{trace.verdictRule}.</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by the keyboard */}
      <section className="pair-scroll" tabIndex={0} aria-label="Statistics of the newest trace">
        <table>
          <thead>
            <tr>
              <th scope="col">Statistic</th>
              <th scope="col">p-value</th>
              <th scope="col">Units that agree</th>
              <th scope="col">Validity</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {trace.statistics.map(({ statistic, variant, log10PValue, agreeingFraction, validity, verdict }) => (
              <tr key={variant}>
                <th scope="row">
                  {statistic} <span className="muted">{variant}</span>
                </th>
                <td className="number">{formatPValue(log10PValue)}</td>
                <td className="number">{percent(agreeingFraction)}</td>
                <td>{validity}</td>
                <td>
                  <VerdictBadge verdict={verdict} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {trace.statistics.map(({ variant, statistic, null: hypothesis }) => (
        <p key={variant} className="pair-null">
          <strong>{statistic}</strong>, the null hypothesis: {hypothesis}.
        </p>
      ))}
      <p>
        <Link to={'/evaluations/$id' as '/'} params={{ id } as never}>
          The whole evaluation
        </Link>
        {data?.finishedAt && (
          <span className="muted">
            , finished <TimeAgo time={data.finishedAt} />
          </span>
        )}
      </p>
    </section>
  );
}
