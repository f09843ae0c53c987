import type { Evaluation } from '@model-trace/client';
import type { Output } from '../terminal/output.ts';
import { progressText } from '../terminal/progress-text.ts';
import { fieldList } from './field-list.ts';
import { perplexityReport } from './perplexity-report.ts';
import { scanReport } from './scan-report.ts';
import { traceReport } from './trace-report.ts';

/** An evaluation of a server: where it stands, why it failed, or what came out. */
export function evaluationReport(evaluation: Evaluation, output: Output): string {
  const { id, status, model, base, weightType, weightsBase, tasks, queuePosition, progress, error, result } =
    evaluation;
  const fields: [string, string][] = [
    ['Evaluation', id],
    ['Model', model],
    ...(weightType === 'original' ? [] : [['Weights', `${weightType} over ${weightsBase}`] as [string, string]]),
    ...(base === null ? [] : [['Base', base] as [string, string]]),
    ['Tasks', tasks.join(', ')],
    ['Status', output.style('bold', status) + (queuePosition === null ? '' : `, ${queuePosition} before it`)],
  ];
  if (status === 'running' && progress !== null) fields.push(['Progress', progressText(progress)]);
  if (error !== null) fields.push(['Error', `${error.detail} (${error.code})`]);
  if (error?.fix) fields.push(['Fix', error.fix]);
  return [
    fieldList(fields, output),
    ...(result?.perplexity ? [perplexityReport(result.perplexity, output)] : []),
    ...(result?.trace ? [traceReport(result.trace, output)] : []),
    ...(result?.scan ? [scanReport(result.scan, output)] : []),
  ].join('\n');
}
