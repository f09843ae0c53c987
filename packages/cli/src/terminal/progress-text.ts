import type { EvaluationProgress } from '@model-trace/core/results';
import { bar } from './bar.ts';

const barWidth = 24;

/** `layers   ██████░░░░ 3/12 layers`, for a line that is redrawn. */
export function progressText({ phase, done, total, unit, receivedBytes }: EvaluationProgress): string {
  const came = receivedBytes === undefined ? '' : `  ${amount(receivedBytes, 'bytes')} received`;
  return `${phase.padEnd(12)} ${bar(total === 0 ? 0 : done / total, barWidth)} ${amount(done, unit)}/${amount(total, unit)}${unit === 'bytes' ? '' : ` ${unit}`}${came}`;
}

function amount(value: number, unit: EvaluationProgress['unit']): string {
  return unit === 'bytes' ? `${(value / 1e6).toFixed(1)} MB` : String(Math.round(value));
}
