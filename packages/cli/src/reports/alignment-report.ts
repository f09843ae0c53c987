import type { AlignmentResult } from '@model-trace/core/results';
import { formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { distanceReport } from './distance-report.ts';
import { paragraph } from './paragraph.ts';
import { statisticReport } from './statistic-report.ts';

/** What alignment found, and the statistics that were taken again after each of its steps. */
export function alignmentReport(alignment: AlignmentResult, output: Output): string[] {
  const heading = `${output.style('bold', 'alignment')} (${alignment.align})\n${found(alignment, output)}`;
  return [heading, ...alignment.stages.flatMap((stage) => stageReport(stage, output))];
}

function found({ residual, units }: AlignmentResult, output: Output): string {
  const lines: string[] = [];
  if (residual?.kind === 'permutation') {
    const { moved, coordinates, cosine } = residual;
    lines.push(
      `Residual stream: ${moved} of ${coordinates} coordinates moved, mean cosine ${formatNumber(cosine, 4)}.`,
    );
  }
  if (residual?.kind === 'rotation')
    lines.push(`Residual stream: rotated, trace ${formatNumber(residual.trace, 4)} of the identity's; norms folded.`);
  for (const { block, baseBlock, moved, units: all } of units)
    lines.push(`Block ${block} (base block ${baseBlock}): ${moved} of ${all} hidden units moved.`);
  return lines.map((line) => paragraph(line, output)).join('');
}

function stageReport(
  { after, statistics, agreement, distances }: AlignmentResult['stages'][number],
  output: Output,
): string[] {
  const what = after === 'residual' ? 'after aligning the residual stream' : 'after aligning hidden units';
  return [
    ...statistics.map((statistic) => statisticReport(statistic, output)),
    ...agreement.map(
      ({ statistic, agreeingFraction, noPValue }) =>
        `${output.style('bold', statistic)}  ${formatNumber(100 * agreeingFraction, 3)} % of units agree\n` +
        paragraph(`No p-value: ${noPValue}.`, output),
    ),
    ...distances.map((distance) => distanceReport(distance, output)),
  ].map((section) => `${output.style('dim', what)}\n${section}`);
}
