import type { LineageGraph } from '@model-trace/client';
import { Link } from '@tanstack/react-router';
import { percent } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { ModelLink } from '../model/model-link.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import type { LineageEdge } from './strongest-evidence.ts';
import './evidence-table.css';

/** Pairs that were traced, with what each statistic found. */
export function EvidenceTable({
  caption,
  nodes,
  edges,
}: {
  caption: string;
  nodes: LineageGraph['nodes'];
  edges: readonly LineageEdge[];
}) {
  const names = new Map(nodes.map((node) => [node.id, node.model]));
  return (
    <div className="evidence-scroll">
      <table className="evidence">
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Submitted as model</th>
            <th scope="col">Submitted as base</th>
            <th scope="col">Evidence</th>
            <th scope="col">Verdict</th>
            <th scope="col">Details</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr key={`${edge.evaluationId} ${edge.base}`}>
              <td>
                <ModelLink model={names.get(edge.model)!} />
              </td>
              <td>
                <ModelLink model={names.get(edge.base)!} />
              </td>
              <td>
                <dl className="evidence-values">
                  {edge.statistics.map(({ statistic, log10PValue, agreeingFraction, correctedFor }) => (
                    <div key={statistic}>
                      <dt>{statistic}</dt>
                      <dd className="number">
                        {log10PValue === null ? 'no p-value' : `p = ${formatPValue(log10PValue)}`}
                        {agreeingFraction !== null && (
                          <span className="muted"> · {percent(agreeingFraction)} of units agree</span>
                        )}
                        {correctedFor !== null && <span className="muted"> · corrected for {correctedFor} bases</span>}
                      </dd>
                    </div>
                  ))}
                </dl>
              </td>
              <td>
                <VerdictBadge verdict={edge.verdict} />
              </td>
              <td>
                <Link to={edge.task === 'scan' ? '/scans/$id' : '/evaluations/$id'} params={{ id: edge.evaluationId }}>
                  {edge.task === 'scan' ? 'Scan' : 'Evaluation'}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
