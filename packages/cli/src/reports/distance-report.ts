import type { DistanceResult } from '@model-trace/core/results';
import { formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { indented, paragraph } from './paragraph.ts';
import { permutationLines } from './permutation-lines.ts';

type Path = Extract<DistanceResult, { statistic: 'mode-connectivity' }>;

/** One distance between whole models, and what its permutation test says. It gives no verdict. */
export function distanceReport(distance: DistanceResult, output: Output): string {
  const heading = `${output.style('bold', distance.statistic)}  ${output.style('bold', formatNumber(distance.value, 6))}`;
  return `${heading}${details(distance, output)}${permutationLines(distance.permutationTest, output)}`;
}

function details(distance: DistanceResult, output: Output): string {
  switch (distance.statistic) {
    case 'l2':
    case 'cos': {
      const { statistic, relative, parameters, tensors, leftOut } = distance;
      const size = statistic === 'l2' ? `, ${formatNumber(100 * relative!, 4)} % of the length of the base` : '';
      const without = leftOut.length === 0 ? '' : `; without ${leftOut.join(', ')}: the vocabularies differ`;
      return `${size}\n${paragraph(`Over ${parameters} parameters in ${tensors} tensors${without}.`, output)}`;
    }
    case 'jsd':
      return (
        ` nats, at most ${formatNumber(distance.largest, 4)}\n` +
        paragraph(
          `Mean Jensen-Shannon divergence at ${distance.tokens} tokens; the most probable token is the same at ${formatNumber(100 * distance.sameTop, 3)} % of them.`,
          output,
        )
      );
    case 'mode-connectivity':
      return (
        ` nats half way, largest barrier ${formatNumber(distance.barrier, 6)}\n` +
        indented(table(distance.curve, curveColumns, output)) +
        paragraph(
          `Loss of (1 - share) base + share model over ${distance.tokens} tokens; half way: above the mean of both ends.`,
          output,
        )
      );
  }
}

const curveColumns: TableColumn<Path['curve'][number]>[] = [
  { heading: 'Share', align: 'right', cell: ({ share }) => share.toFixed(1) },
  { heading: 'Loss', align: 'right', cell: ({ lossNats }) => lossNats.toFixed(6) },
];
