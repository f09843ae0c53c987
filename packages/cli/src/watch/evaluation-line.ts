import type { Evaluation } from '@model-trace/client';
import { formatNumber, formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { progressText } from '../terminal/progress-text.ts';

/** One evaluation in one line: its mark, its model, and how far it is or what came out. */
export function evaluationLine(evaluation: Evaluation, { nameWidth, output }: { nameWidth: number; output: Output }) {
  const name = evaluation.model.padEnd(nameWidth);
  switch (evaluation.status) {
    case 'succeeded':
      return `${output.style('green', '✔')} ${name}  ${outcome(evaluation)}`;
    case 'failed':
    case 'canceled':
    case 'expired':
      return `${output.style('red', '✖')} ${name}  ${failed(evaluation)}`;
    case 'running':
      return `${output.style('cyan', '▸')} ${name}  ${running(evaluation)}`;
    default:
      return output.style('dim', `· ${name}  queued`);
  }
}

function failed({ status, error }: Evaluation): string {
  // A process that dies leaves its last words, on several lines.
  return error === null ? status : `${error.code}: ${error.detail.split('\n')[0]}`;
}

function running({ progress, tasks }: Evaluation): string {
  if (progress === null) return 'starting';
  const task = (progress.task ?? '').padEnd(Math.max(...tasks.map((id) => id.length)));
  return `${task}  ${progressText(progress)}`;
}

function outcome({ result, startedAt, finishedAt }: Evaluation): string {
  const parts: string[] = [];
  if (result?.perplexity) parts.push(`perplexity ${formatNumber(result.perplexity.perplexity, 4)}`);
  const match = result?.trace?.statistics.find(({ statistic }) => statistic === 'match');
  if (match) parts.push(`match p = ${formatPValue(match.log10PValue)} (${match.verdict})`);
  if (startedAt !== null && finishedAt !== null)
    parts.push(`${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`);
  return parts.join(' · ');
}
