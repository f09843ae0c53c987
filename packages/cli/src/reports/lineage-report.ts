import type { LineageGraph } from '@model-trace/client';
import { formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { styledVerdict } from './verdict.ts';

type Edge = LineageGraph['edges'][number];

/** Edges as a table: the two models side by side, which says nothing about direction. */
export function lineageReport({ edges }: Pick<LineageGraph, 'edges'>, output: Output): string {
  if (edges.length === 0) return 'No pair of models was found to be related.\n';
  const rows = table(
    edges,
    [
      { heading: 'Model', cell: ({ model }) => model },
      { heading: 'Related to', cell: ({ base }) => base },
      { heading: 'Verdict', cell: ({ verdict }) => styledVerdict(verdict, output) },
      { heading: 'P-values', cell: ({ statistics }) => statistics.map(evidence).join(', ') },
      { heading: 'Evaluation', optional: true, cell: ({ evaluationId }) => evaluationId },
    ],
    output,
  );
  return `${rows}\nWhich of two came first is undecided: the tests are symmetric. P-values of scans are corrected for the bases tested, those of traces for nothing.\n`;
}

function evidence({ statistic, log10PValue, correctedFor }: Edge['statistics'][number]): string {
  const of = correctedFor === null ? '' : ` (of ${correctedFor} bases)`;
  return log10PValue === null ? statistic : `${statistic} ${formatPValue(log10PValue)}${of}`;
}
