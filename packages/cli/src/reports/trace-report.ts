import type { TraceResult } from '@model-trace/core/results';
import { shortHash } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { alignmentReport } from './alignment-report.ts';
import { distanceReport } from './distance-report.ts';
import { fieldList } from './field-list.ts';
import { localisedReport } from './localised-report.ts';
import { modelLine } from './model-line.ts';
import { paragraph } from './paragraph.ts';
import { permutationNulls } from './permutation-lines.ts';
import { similarityReport } from './similarity-report.ts';
import { statisticReport } from './statistic-report.ts';
import { styledVerdict } from './verdict.ts';

/** A trace as people read it: each statistic with its blocks, what its p-value assumes, and the verdict. */
export function traceReport(result: TraceResult, output: Output): string {
  const { protocol } = result;
  const sections = [
    // Each group of the result, in the order in which people should meet them.
    ...result.statistics.map((statistic) => statisticReport(statistic, output)),
    ...(result.localised ?? []).map((statistic) => localisedReport(statistic, output)),
    ...(result.distances ?? []).map((distance) => distanceReport(distance, output)),
    ...(result.similarities ?? []).map((similarity) => similarityReport(similarity, output)),
    ...(result.alignment === undefined ? [] : alignmentReport(result.alignment, output)),
    ...permutationNulls(result, output),
  ];
  return (
    fieldList(
      [['Model', modelLine(protocol.model)], ['Base', modelLine(protocol.base)], ...tokensLine(protocol)],
      output,
    ) +
    `\n${sections.map((section) => `${section}\n`).join('')}` +
    fieldList([['Verdict', styledVerdict(result.verdict, output)]], output) +
    rules(result)
      .map((rule) => paragraph(rule, output))
      .join('')
  );
}

/** How the verdicts follow from the numbers; statistics that share a rule share its line. */
function rules({ statistics, verdictRule }: TraceResult): string[] {
  const own = new Set(statistics.map((statistic) => statistic.verdictRule));
  return [...[...own].map((rule) => `Each statistic: ${rule}.`), `Overall: ${verdictRule}.`];
}

function tokensLine({ activations, outputs }: TraceResult['protocol']): [string, string][] {
  const lines: [string, string][] = [];
  if (activations !== null) {
    const { positions, sharedTokens } = activations;
    const random = `uniform random${sharedTokens === undefined ? '' : ` of ${sharedTokens} in common`}, seed ${activations.seed}`;
    const given =
      positions === undefined ? 'given' : `of a text, compared at ${positions} where both tokenizations end`;
    const source = activations.seed === null ? given : random;
    lines.push(['Tokens', `${activations.tokens} ${source}, SHA-256 ${shortHash(activations.sha256)}`]);
  }
  if (outputs !== undefined) {
    const source = outputs.source === 'passage' ? 'of the passage' : 'given';
    lines.push(['Text', `${outputs.tokens} tokens ${source}, SHA-256 ${shortHash(outputs.sha256)}`]);
  }
  return lines;
}
