import { useQuery } from '@tanstack/react-query';
import { EvidenceTable } from '../lineage/evidence-table.tsx';
import { byEvidence } from '../lineage/strongest-evidence.ts';
import { client } from '../service/client.ts';
import { ErrorPanel } from '../ui/error-panel.tsx';

/** Models that a trace found related to this one. */
export function Relatives({ model }: { model: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['lineage', { model, verdict: 'derived' }],
    queryFn: () => client().lineage({ model, verdict: 'derived' }),
  });
  if (error)
    return <ErrorPanel error={error} title="Its relatives could not be loaded" onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const name = new Map(data.nodes.map((node) => [node.id, node.model]));
  const edges = byEvidence(data.edges);
  const groups = [
    [
      'Possible ancestors',
      'Bases that it was traced against and found related to.',
      edges.filter((edge) => name.get(edge.model) === model),
    ],
    [
      'Possible descendants',
      'Models that were traced against it as their base and found related.',
      edges.filter((edge) => name.get(edge.model) !== model),
    ],
  ] as const;
  return groups.map(([title, text, pairs]) =>
    pairs.length === 0 ? null : (
      <section key={title} aria-label={title}>
        <h2>{title}</h2>
        <p>
          {text} Who was submitted as which is the submitter’s claim: the tests are symmetric and leave the direction
          undecided, and models that were only initialised alike (same seed or recipe) look related too.
        </p>
        <EvidenceTable caption={title} nodes={data.nodes} edges={pairs} />
      </section>
    ),
  );
}
