import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { client } from '../service/client.ts';
import { usePageConfig } from '../service/page-config.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { useTitle } from '../ui/use-title.ts';
import { PairForm } from './pair-form.tsx';
import { PairResults } from './pair-results.tsx';
import './compare-page.css';

/** Two models: what is known of them as a pair, or a new comparison. */
export function ComparePage() {
  useTitle('Compare');
  const { model = '', base = '' } = useSearch({ strict: false });
  const { defaultBase } = usePageConfig();
  const navigate = useNavigate();
  const asked = model !== '' && base !== '';
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['pair', model, base],
    enabled: asked,
    queryFn: async ({ signal }) => {
      const ways = [
        { model, base },
        { model: base, base: model },
      ];
      const pages = await Promise.all(
        ways.map((way) => client().evaluationPage({ ...way, task: 'trace', limit: 20 }, signal)),
      );
      return pages.flatMap(({ items }) => items).sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },
    // What is under way here becomes a result sooner or later.
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'queued' || status === 'running') ? 3_000 : false,
  });
  return (
    <div className="compare">
      <header>
        <h1>Compare two models</h1>
        <p className="compare-note">
          Do they have a common origin or initialisation? Their hidden units are matched block by block; each p-value
          says how likely such agreement is under the null hypothesis of its statistic, which stands with the result.
        </p>
      </header>
      <PairForm
        key={`${model} ${base}`}
        initial={{ model, base: base || (model === '' ? '' : (defaultBase ?? '')) }}
        onLookUp={(pair) => void navigate({ to: '/compare', search: pair })}
      />
      {error && <ErrorPanel error={error} title="The pair could not be looked up" onRetry={() => void refetch()} />}
      {asked && data === undefined && !error && isFetching && <PageSkeleton />}
      {data && <PairResults pair={{ model, base }} evaluations={data} />}
    </div>
  );
}
