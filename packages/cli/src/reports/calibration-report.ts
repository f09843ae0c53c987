import type { CalibrationReport } from '@model-trace/core/evaluation';
import type { NullSummary } from '@model-trace/core/tracing';
import { formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { wrap } from './wrap.ts';

interface Row {
  name: string;
  summary: NullSummary;
}

const columns: TableColumn<Row>[] = [
  { heading: 'Pairs of blocks', cell: ({ name }) => name },
  { heading: 'Number', align: 'right', cell: ({ summary }) => String(summary.blockPairs) },
  {
    heading: 'KS p',
    align: 'right',
    cell: ({ summary }) => formatPValue(Math.log10(Math.max(summary.kolmogorovSmirnov.pValue, 1e-300))),
  },
  ...[0, 1, 2].map(
    (i): TableColumn<Row> => ({
      heading: ['P < 0.05', 'P < 0.01', 'P < 0.001'][i],
      align: 'right',
      cell: ({ summary }) => `${(100 * summary.rejections[i].rate).toFixed(1)} %`,
    }),
  ),
  { heading: 'Mean K', align: 'right', cell: ({ summary }) => summary.meanAgreeing.toFixed(2) },
];

/** Null distributions as people read them, and what was written. */
export function calibrationReport(
  reports: readonly CalibrationReport[],
  written: readonly string[],
  output: Output,
): string {
  return (
    reports.map((report) => section(report, output)).join('\n') +
    output.style('dim', wrap(note, { indent: '', width: Math.min(output.columns, 110) })) +
    written.map((file) => `wrote ${file}\n`).join('')
  );
}

const note =
  'Under independence p is uniform and K, the number of agreeing units, 1 in the mean. Pairs of blocks that share a model are not ' +
  'independent: the p of Kolmogorov and Smirnov (KS) is indicative.';

function section({ statistic, variant, pairs, skipped, summary }: CalibrationReport, output: Output): string {
  const rows: Row[] = [{ name: 'same depth', summary: summary.sameDepth }];
  if (summary.otherDepth !== null) rows.push({ name: 'other depths', summary: summary.otherDepth });
  rows.push({ name: 'all', summary: summary.all });
  return (
    `${output.style('bold', statistic)} (${variant}), ${pairs.length} independent pairs of models\n${table(rows, columns, output)}` +
    [...Map.groupBy(skipped, ({ code }) => code).values()].map(refused).join('')
  );
}

/** Pairs that were refused for one reason, the first of them in full. */
function refused(pairs: CalibrationReport['skipped']): string {
  const [{ code, reason }, ...others] = pairs;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `not traced: ${reason} (${code})${more}\n`;
}
