import type { BlockSource, LocalisedResult } from '@model-trace/core/results';
import { formatNumber, formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { indented, paragraph } from './paragraph.ts';
import { otherForms } from './statistic-report.ts';
import { styledVerdict } from './verdict.ts';

/** Pairs named in one sentence; more are in the JSON. */
const maxNamed = 40;

const sourceColumns = (output: Output): TableColumn<BlockSource>[] => [
  { heading: 'Block', align: 'right', cell: ({ block }) => String(block) },
  { heading: 'Most like base block', align: 'right', cell: ({ baseBlock }) => String(baseBlock) },
  { heading: 'P-value (Holm)', align: 'right', cell: ({ log10HolmPValue }) => formatPValue(log10HolmPValue) },
  {
    heading: 'Agreeing',
    align: 'right',
    cell: ({ agreeingFraction }) => `${formatNumber(100 * agreeingFraction, 3)} %`,
  },
  { heading: 'Verdict', cell: ({ verdict }) => styledVerdict(verdict, output) },
];

/** One statistic of all pairs of blocks: where each block of the model may come from. */
export function localisedReport(result: LocalisedResult, output: Output): string {
  const { statistic, variant, metric, log10PValue, verdict, sources, pairs } = result;
  return (
    `${output.style('bold', statistic)} (${variant}, ${metric})  p = ${output.style('bold', formatPValue(log10PValue))}  ` +
    `${styledVerdict(verdict, output)}, ${pairs.length} pairs of blocks\n` +
    indented(table(sources, sourceColumns(output), output)) +
    paragraph(smallPairs(result), output) +
    otherForms(result, output) +
    paragraph(`Null hypothesis of one pair (${result.validity}): ${result.null}.`, output) +
    paragraph(`${result.multiplicity}.`, output) +
    paragraph(`${result.verdictRule}.`, output)
  );
}

function smallPairs({ pairs }: LocalisedResult): string {
  const small = pairs.filter(({ log10HolmPValue }) => log10HolmPValue < -6);
  if (small.length === 0) return 'No pair has a p-value (Holm) below 1e-6.';
  const names = small.slice(0, maxNamed).map(({ baseBlock, block }) => `${baseBlock}:${block}`);
  const more = small.length > maxNamed ? ` and ${small.length - maxNamed} more` : '';
  return `Pairs (base:model) with a p-value (Holm) below 1e-6: ${names.join(', ')}${more}.`;
}
