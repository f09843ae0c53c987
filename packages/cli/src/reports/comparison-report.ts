import type { PerplexityResult } from '@model-trace/core/results';
import { formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { fieldList } from './field-list.ts';
import { modelLine } from './model-line.ts';

type Comparison = NonNullable<PerplexityResult['comparison']>;
type Estimate = Comparison['ppl'];
type Spread = Comparison['kld'];

/** How far the predictions of a model are from those of its base, with the names of llama-perplexity. */
export function comparisonReport(comparison: Comparison, output: Output): string {
  const { lnPplCorrelation, protocol } = comparison;
  const fields = fieldList(
    [
      ['Against the base', output.style('bold', modelLine(protocol.base))],
      ['PPL(Q)', estimate(comparison.ppl)],
      ['PPL(base)', estimate(comparison.pplBase)],
      ['Cor(ln(PPL(Q)), ln(PPL(base)))', lnPplCorrelation === null ? 'none' : percent(lnPplCorrelation, 5)],
      ['Mean ln(PPL(Q)/PPL(base))', estimate(comparison.lnPplRatio)],
      ['Mean PPL(Q)/PPL(base)', estimate(comparison.pplRatio)],
      ['Mean PPL(Q)-PPL(base)', estimate(comparison.pplDifference)],
      ['RMS Δp', estimate(comparison.deltaPRms, percent)],
      ['Same top p', estimate(comparison.sameTop, percent)],
    ],
    output,
  );
  const columns = (
    [
      ['KLD', comparison.kld, formatNumber],
      ['Jensen-Shannon', comparison.jsd, formatNumber],
      ['Δp', comparison.deltaP, percent],
    ] as const
  ).map(([heading, spread, format]) => ({
    heading,
    align: 'right' as const,
    cell: ({ of }: (typeof rows)[number]) => of(spread, format),
  }));
  const spreads = table(
    rows,
    [{ heading: `${comparison.tokens} tokens`, cell: ({ name }) => name }, ...columns],
    output,
  );
  return `${fields}\n${spreads}`;
}

type Format = (value: number, significant?: number) => string;

const rows: { name: string; of(spread: Spread, format: Format): string }[] = [
  { name: 'Mean', of: (spread, format) => estimate(spread.mean, format) },
  ...(
    [
      ['Maximum', 'maximum'],
      ['99.9 %', 'p999'],
      ['99 %', 'p99'],
      ['95 %', 'p95'],
      ['90 %', 'p90'],
      ['Median', 'median'],
      ['10 %', 'p10'],
      ['5 %', 'p5'],
      ['1 %', 'p1'],
      ['0.1 %', 'p01'],
      ['Minimum', 'minimum'],
    ] as const
  ).map(([name, key]) => ({ name, of: (spread: Spread, format: Format) => format(spread[key], 4) })),
];

const estimate = ({ value, standardError }: Estimate, format: Format = formatNumber): string =>
  `${format(value)}${standardError === null ? '' : ` ± ${format(standardError, 2)}`}`;

const percent: Format = (value, significant) => `${formatNumber(100 * value, significant)} %`;
