import type { ScanResult } from '@model-trace/core/results';
import { formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';
import { fieldList } from './field-list.ts';
import { modelLine } from './model-line.ts';
import { paragraph } from './paragraph.ts';
import { styledVerdict } from './verdict.ts';

type Candidate = ScanResult['candidates'][number];

/** A scan as people read it: bases by the strength of the evidence, those that were no tests, and what was corrected for. */
export function scanReport(result: ScanResult, output: Output): string {
  const { candidates, excluded, failed, tested } = result;
  const counts = `${tested} tested, ${excluded.length} of another shape, ${failed.length} not readable`;
  return [
    fieldList(
      [
        ['Model', modelLine(result.protocol.model)],
        ['Bases', counts],
      ],
      output,
    ),
    candidates.length === 0 ? 'No base could be tested.\n' : candidateTable(candidates, output),
    ...excluded.map(({ base, reason }) => paragraph(`${base}: not tested. ${reason}.`, output)),
    ...failed.map(({ base, code, detail }) => paragraph(`${base}: not read. ${detail} (${code})`, output)),
    ...candidates.flatMap(({ base, traceError }) =>
      traceError === null ? [] : [paragraph(`${base}: not traced. ${traceError.detail} (${traceError.code})`, output)],
    ),
    paragraph(
      `Verdict, by the weights in their given order (csu), to which permuted units look independent: ${result.verdictRule}.`,
      output,
    ),
    paragraph('Full trace: by p-values that are corrected for all bases by Bonferroni.', output),
    paragraph(`Corrected by ${result.correction}.`, output),
  ].join('\n');
}

/** Of scans before there was a verdict by corrected p-values: that without, which says so. */
const tracedVerdict = (
  { verdict }: NonNullable<Candidate['trace']>,
  corrected: Candidate['traceVerdict'],
  output: Output,
): string =>
  corrected === undefined ? `${styledVerdict(verdict, output)}, p not corrected` : styledVerdict(corrected, output);

function candidateTable(candidates: readonly Candidate[], output: Output): string {
  return table(
    candidates,
    [
      { heading: 'Base', cell: ({ base }) => base },
      { heading: 'P-value', align: 'right', cell: ({ log10PValue }) => formatPValue(log10PValue) },
      { heading: 'Holm', align: 'right', cell: ({ log10PHolm }) => formatPValue(log10PHolm) },
      {
        heading: 'BH',
        align: 'right',
        optional: true,
        cell: ({ log10PBenjaminiHochberg }) => formatPValue(log10PBenjaminiHochberg),
      },
      { heading: 'Agree', align: 'right', cell: ({ agreeingFraction }) => `${(100 * agreeingFraction).toFixed(1)} %` },
      { heading: 'Cosine', align: 'right', cell: ({ meanCosine }) => meanCosine.toFixed(3) },
      { heading: 'Verdict', cell: ({ verdict }) => styledVerdict(verdict, output) },
      {
        heading: 'Full trace',
        optional: true,
        cell: ({ trace, traceVerdict }) => (trace === null ? '-' : tracedVerdict(trace, traceVerdict, output)),
      },
    ],
    output,
  );
}
