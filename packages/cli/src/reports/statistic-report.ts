import type { BlockResult, StatisticResult } from '@model-trace/core/results';
import { formatNumber, formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { controlLines } from './control-lines.ts';
import { capitalised, indented, paragraph } from './paragraph.ts';
import { permutationLines } from './permutation-lines.ts';
import { styledVerdict } from './verdict.ts';

const blockColumns: TableColumn<BlockResult>[] = [
  { heading: 'Block', align: 'right', cell: ({ block }) => String(block) },
  { heading: 'Base block', align: 'right', cell: ({ baseBlock }) => String(baseBlock) },
  { heading: 'P-value', align: 'right', cell: ({ log10PValue }) => formatPValue(log10PValue) },
  { heading: 'Rho', align: 'right', cell: ({ rho }) => rho.toFixed(4) },
  { heading: 'Agreeing', align: 'right', cell: ({ agreeing, units }) => `${agreeing} of ${units}` },
];

/** One statistic with its blocks, and what its p-value assumes. */
export function statisticReport(statistic: StatisticResult, output: Output): string {
  const share = `${formatNumber(100 * statistic.agreeingFraction, 3)} % of units agree`;
  return (
    `${output.style('bold', statistic.statistic)} (${statistic.variant}, ${statistic.metric})  ` +
    `p = ${output.style('bold', formatPValue(statistic.log10PValue))}  ${styledVerdict(statistic.verdict, output)}, ${share}\n` +
    indented(table(statistic.blocks, blockColumns, output)) +
    tolerantLine(statistic, output) +
    otherForms(statistic, output) +
    controlLines(statistic.controls, output) +
    copiesLine(statistic, output) +
    (statistic.search === undefined ? '' : paragraph(`${statistic.search.rule}.`, output)) +
    paragraph(`Null hypothesis (${validity[statistic.validity]}): ${statistic.null}.`, output) +
    paragraph(`${capitalised(statistic.direction)}.`, output) +
    permutationLines(statistic.permutationTest, output)
  );
}

const validity = { exact: 'exact', empirical: 'empirical, not exact' };

/** Forms that were asked for beside the one that is reported. */
export function otherForms({ otherForms: others = [] }: Pick<StatisticResult, 'otherForms'>, output: Output): string {
  return others
    .map(({ variant, log10PValue, verdict }) =>
      paragraph(`Beside it ${variant}: p = ${formatPValue(log10PValue)}, ${verdict}.`, output),
    )
    .join('');
}

function copiesLine({ copies, blocks }: StatisticResult, output: Output): string {
  if (copies === undefined) return '';
  const left = blocks.flatMap(({ block, copyOf }) => (copyOf === undefined ? [] : [`${block} (as ${copyOf})`]));
  return paragraph(`Not counted: block ${left.join(', ')}. ${copies.rule}.`, output);
}

function tolerantLine({ tolerant }: StatisticResult, output: Output): string {
  if (tolerant === undefined) return '';
  const { universalFraction, log10PValue } = tolerant;
  return paragraph(
    `Allowing ${100 * universalFraction} % of the units to agree without descent: p = ${formatPValue(log10PValue)}.`,
    output,
  );
}
