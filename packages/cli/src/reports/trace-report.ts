import type { BlockResult, StatisticResult, TraceResult } from '@model-trace/core/results';
import { formatNumber, formatPValue, shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { type TableColumn, table } from '../terminal/table.ts';
import { fieldList } from './field-list.ts';
import { modelLine } from './model-line.ts';
import { styledVerdict } from './verdict.ts';
import { wrap } from './wrap.ts';

const maxWidth = 110;

const blockColumns: TableColumn<BlockResult>[] = [
  { heading: 'Block', align: 'right', cell: ({ block }) => String(block) },
  { heading: 'Base block', align: 'right', cell: ({ baseBlock }) => String(baseBlock) },
  { heading: 'P-value', align: 'right', cell: ({ log10PValue }) => formatPValue(log10PValue) },
  { heading: 'Rho', align: 'right', cell: ({ rho }) => rho.toFixed(4) },
  { heading: 'Agreeing', align: 'right', cell: ({ agreeing, units }) => `${agreeing} of ${units}` },
];

/** A trace as people read it: each statistic with its blocks, what its p-value assumes, and the verdict. */
export function traceReport(result: TraceResult, output: Output): string {
  const { protocol } = result;
  const statistics = result.statistics.map((statistic) => `${statisticReport(statistic, output)}\n`).join('');
  return (
    fieldList(
      [['Model', modelLine(protocol.model)], ['Base', modelLine(protocol.base)], ...tokensLine(protocol)],
      output,
    ) +
    `\n${statistics}` +
    fieldList([['Verdict', styledVerdict(result.verdict, output)]], output) +
    rules(result)
      .map((rule) => output.style('dim', wrap(rule, { indent: '  ', width: width(output) })))
      .join('')
  );
}

/** How the verdicts follow from the numbers; statistics that share a rule share its line. */
function rules({ statistics, verdictRule }: TraceResult): string[] {
  const own = new Set(statistics.map((statistic) => statistic.verdictRule));
  return [...[...own].map((rule) => `Each statistic: ${rule}.`), `Overall: ${verdictRule}.`];
}

function statisticReport(statistic: StatisticResult, output: Output): string {
  const text = (words: string) => wrap(words, { indent: '  ', width: width(output) });
  const share = `${formatNumber(100 * statistic.agreeingFraction, 3)} % of units agree`;
  return (
    `${output.style('bold', statistic.statistic)} (${statistic.variant}, ${statistic.metric})  ` +
    `p = ${output.style('bold', formatPValue(statistic.log10PValue))}  ${styledVerdict(statistic.verdict, output)}, ${share}\n` +
    indent(table(statistic.blocks, blockColumns, output)) +
    output.style('dim', text(`Null hypothesis (${validity[statistic.validity]}): ${statistic.null}.`)) +
    output.style('dim', text(`${capitalised(statistic.direction)}.`))
  );
}

const validity = { exact: 'exact', empirical: 'empirical, not exact' };

function tokensLine({ activations }: TraceResult['protocol']): [string, string][] {
  if (activations === null) return [];
  const source = activations.seed === null ? 'given' : `uniform random, seed ${activations.seed}`;
  return [['Tokens', `${activations.tokens} ${source}, SHA-256 ${shortHash(activations.sha256)}`]];
}

const width = (output: Output) => Math.min(output.columns, maxWidth);
const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '  ');
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
