import { formatMetric } from '../leaderboard/format-metric.ts';
import type { LineageGraph } from './lineage-graph.ts';

type Edge = LineageGraph['edges'][number];
type Node = LineageGraph['nodes'][number];

const colours = { derived: 'firebrick', inconclusive: 'goldenrod', independent: 'grey' };
const arrows = { undecided: 'none', 'model-from-base': 'back', 'base-from-model': 'forward' };

/** The graph in the DOT language of Graphviz. An edge has no arrow as long as its direction is undecided. */
export function lineageDot({ nodes, edges }: LineageGraph): string {
  const lines = [
    'graph lineage {',
    '  node [shape=box];',
    ...nodes.map((node) => `  ${quoted(node.id)} [label=${quoted(nodeLabel(node))}];`),
    ...edges.map((edge) => `  ${quoted(edge.model)} -- ${quoted(edge.base)} [${attributes(edge)}];`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

function nodeLabel({ model, commit, weightType, weightsBase, architecture, parameters, perplexity }: Node): string {
  return [
    commit === null ? model : `${model} @ ${commit.slice(0, 10)}`,
    weightType === 'original' ? null : `${weightType} over ${weightsBase}`,
    [architecture, parameters === null ? null : `${parameters} parameters`].filter(Boolean).join(', ') || null,
    perplexity === null ? null : `perplexity ${formatMetric(perplexity, 'number')}`,
  ]
    .filter((line) => line !== null)
    .join('\n');
}

function attributes({ statistics, verdict, direction, url }: Edge): string {
  const label = statistics
    .filter(({ log10PValue }) => log10PValue !== null)
    .map(({ statistic, log10PValue }) => `${statistic} ${formatMetric(log10PValue!, 'log10')}`)
    .join('\n');
  return `label=${quoted(label)}, color=${colours[verdict]}, dir=${arrows[direction]}, URL=${quoted(url)}`;
}

/** A quoted string of the DOT language: `\n` is a line break, other backslashes and quotes stand for themselves. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
