import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { whole } from '../format/number.ts';
import { serviceUrl } from '../service/app-base.ts';
import { client } from '../service/client.ts';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { ErrorPanel } from '../ui/error-panel.tsx';
import { Icon } from '../ui/icon.tsx';
import { PageSkeleton } from '../ui/page-skeleton.tsx';
import { useTitle } from '../ui/use-title.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { LineageFilters } from './lineage-filters.tsx';
import { LineageGraph } from './lineage-graph.tsx';
import { type LineageState, lineageQuery, readLineageState, writeLineageState } from './lineage-state.ts';
import { byEvidence } from './strongest-evidence.ts';
import './lineage-page.css';

/** More lines than this nobody can follow; the strongest are drawn. */
const drawnEdges = 400;

/** Which models are related, as far as traces say. */
export function LineagePage() {
  useTitle('Lineage');
  const search = useSearch({ strict: false });
  const navigate = useNavigate();
  const state = useMemo(() => readLineageState(search), [search]);
  const query = useMemo(() => lineageQuery(state), [state]);
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['lineage', query],
    queryFn: () => client().lineage(query),
    placeholderData: keepPreviousData,
  });
  const shown = useMemo(() => {
    const edges = byEvidence(data?.edges ?? []).slice(0, drawnEdges);
    const ends = new Set(edges.flatMap(({ model, base }) => [model, base]));
    return { edges, nodes: (data?.nodes ?? []).filter(({ id }) => ends.has(id)) };
  }, [data]);
  const change = (part: Partial<LineageState>) =>
    void navigate({ to: '/lineage', search: writeLineageState({ ...state, ...part }), resetScroll: false });
  const count = data?.edges.length ?? 0;
  const dot = new URLSearchParams(
    Object.entries({ ...query, format: 'dot', limit: 1000 }).map(([key, value]) => [key, String(value)]),
  );
  return (
    <div className="lineage">
      <header>
        <h1>Lineage</h1>
        <p className="lineage-note">
          Each line is a pair of models whose weights or activations were compared. It has no arrow: the statistics are
          symmetric and do not say which of the two came first, nor whether both come from a third or were only
          initialised alike (same seed or recipe).
        </p>
      </header>
      <LineageFilters state={state} onChange={change} />
      {error && <ErrorPanel error={error} title="The graph could not be loaded" onRetry={() => void refetch()} />}
      {isPending && !error && <PageSkeleton />}
      {data && count === 0 && (
        <EmptyPanel title="No such pair yet">
          <p>
            {state.model === ''
              ? 'Pairs appear here when traces find evidence of a common origin or initialisation. Choose “Every pair tested” to see the others.'
              : `No pair with ${state.model} fits. Choose another verdict or a larger distance.`}
          </p>
        </EmptyPanel>
      )}
      {count > 0 && (
        <>
          <p className="lineage-count muted" role="status">
            {whole(shown.nodes.length)} models, {whole(count)} {count === 1 ? 'pair' : 'pairs'}
            {count > drawnEdges && `; the ${drawnEdges} with the strongest evidence are drawn`}
            {' · '}
            <a href={serviceUrl(`/v1/lineage?${dot}`)} download="lineage.dot">
              <Icon name="download" /> Graphviz
            </a>
          </p>
          <LineageGraph {...shown} centre={state.model} />
          <EvidenceTable caption="Pairs of models with their evidence" {...shown} />
        </>
      )}
    </div>
  );
}
