import type { EvaluationSummary } from '@model-trace/client';
import { formatBytes } from '../format/bytes.ts';
import { formatDuration } from '../format/duration.ts';
import { whole } from '../format/number.ts';

type Progress = NonNullable<EvaluationSummary['progress']>;

/** What is being done, for people: `trace, csu`. */
export function phaseText({ task, phase }: Progress): string {
  return task === null || phase === task ? phase : `${task}, ${phase}`;
}

/** How far it is: `3 of 12 layers, 4 sec left`. */
export function progressText({ unit, done, total, etaSeconds }: Progress): string {
  const far =
    unit === 'bytes'
      ? `${formatBytes(done)} of ${formatBytes(total)}`
      : `${whole(Math.floor(done))} of ${whole(total)} ${unit}`;
  return etaSeconds === null || etaSeconds === undefined ? far : `${far}, ${formatDuration(etaSeconds)} left`;
}
