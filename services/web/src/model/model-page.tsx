import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { shortCommit } from '../format/model-name.ts';
import { compact, significant } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { CommitLink } from '../leaderboard/commit-link.tsx';
import { client } from '../service/client.ts';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { TimeAgo } from '../ui/time-ago.tsx';
import { useTitle } from '../ui/use-title.ts';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import { ModelLink, modelOfAddress } from './model-link.tsx';
import { Relatives } from './relatives.tsx';
import '../lineage/evidence-table.css';
import './model-page.css';

/** All that is known of one model, at any of its commits. */
export function ModelPage() {
  const { _splat } = useParams({ strict: false });
  const { name } = useSearch({ strict: false });
  const model = modelOfAddress(_splat, name);
  useTitle(model);
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['model', model],
    queryFn: async ({ signal }) => {
      const [results, evaluations] = await Promise.all([
        client().leaderboardPage({ model, limit: 200 }, signal),
        client().evaluationPage({ model, limit: 20 }, signal),
      ]);
      return { results: results.items, evaluations: evaluations.items };
    },
  });
  const first = data?.results[0];
  return (
    <div className="model-page">
      <header>
        <h1>{model}</h1>
        {first && (
          <p className="muted">
            {[first.architecture, first.parameters !== null && `${compact(first.parameters)} parameters`, first.dtype]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
        <p className="model-links">
          <Link to="/compare" search={{ model }}>
            Compare it with another model
          </Link>
          <Link to="/lineage" search={{ model, steps: '2' }}>
            Its place in the lineage
          </Link>
        </p>
      </header>
      {error && <ErrorPanel error={error} title="The model could not be loaded" onRetry={() => void refetch()} />}
      {isPending && <PageSkeleton />}
      {data && data.results.length === 0 && data.evaluations.length === 0 && (
        <EmptyPanel title="Nothing is known of this model">
          <p>Nobody has submitted it by this name.</p>
        </EmptyPanel>
      )}
      {data && data.results.length > 0 && (
        <section aria-labelledby="results">
          <h2 id="results">Results</h2>
          <div className="evidence-scroll">
            <table className="evidence">
              <thead>
                <tr>
                  <th scope="col">Commit</th>
                  <th scope="col">Perplexity</th>
                  <th scope="col">Bits per byte</th>
                  <th scope="col">Traced against</th>
                  <th scope="col">Match p-value</th>
                  <th scope="col">Verdict</th>
                  <th scope="col">Finished</th>
                </tr>
              </thead>
              <tbody>
                {data.results.map((row) => (
                  <tr key={row.evaluationId}>
                    <td>
                      {row.commit === null ? (
                        <span className="muted">directory</span>
                      ) : (
                        <CommitLink model={row.model} commit={row.commit} label={shortCommit(row.commit)} />
                      )}
                    </td>
                    <td className="number">
                      {row.metrics.perplexity ? significant(row.metrics.perplexity.value) : '–'}
                    </td>
                    <td className="number">{row.bitsPerByte === null ? '–' : significant(row.bitsPerByte)}</td>
                    <td>{row.base === null ? '–' : <ModelLink model={row.base} />}</td>
                    <td className="number">{row.metrics.trace ? formatPValue(row.metrics.trace.value) : '–'}</td>
                    <td>{row.verdict === null ? '–' : <VerdictBadge verdict={row.verdict} />}</td>
                    <td>
                      <Link to={'/evaluations/$id' as '/'} params={{ id: row.evaluationId } as never}>
                        <TimeAgo time={row.finishedAt} />
                      </Link>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <Relatives model={model} />
      {data && data.evaluations.length > 0 && (
        <section aria-labelledby="evaluations">
          <h2 id="evaluations">Latest evaluations</h2>
          <ul className="model-evaluations">
            {data.evaluations.map((evaluation) => (
              <li key={evaluation.id}>
                <Link
                  to={evaluation.tasks.includes('scan') ? '/scans/$id' : '/evaluations/$id'}
                  params={{ id: evaluation.id }}
                >
                  {evaluation.tasks.join(', ')}
                  {evaluation.base !== null && ` against ${evaluation.base}`}
                  {evaluation.scannedBases !== null && ` of ${evaluation.scannedBases} bases`}
                </Link>
                <span className="muted">
                  {evaluation.status}, <TimeAgo time={evaluation.createdAt} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
