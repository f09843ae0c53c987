import type { EvaluationProgress } from '@model-trace/core/results';
import type { Output } from './output.ts';
import { progressText } from './progress-text.ts';

/** Redraws are for eyes; lines in a log are for later, so they come seldom. */
const redrawMs = 80;
const logLineMs = 10_000;

export interface ProgressLine {
  update(progress: EvaluationProgress): void;
  /** Removes the bar; call it before anything else is printed. */
  clear(): void;
}

/** Progress of one piece of work: a bar that is redrawn on a terminal, elsewhere a line for each new phase and every 10 s. */
export function createProgressLine(output: Output, { now = Date.now }: { now?: () => number } = {}): ProgressLine {
  let drawn = false;
  let lastAt = Number.NEGATIVE_INFINITY;
  // Phases may alternate, block by block.
  const seen = new Set<string>();
  return {
    update(progress) {
      const phase = `${progress.task ?? ''} ${progress.phase}`.trim();
      const due = now() - lastAt >= (output.isTerminal ? redrawMs : logLineMs);
      const last = output.isTerminal && progress.done >= progress.total;
      if (!due && !last && seen.has(phase)) return;
      lastAt = now();
      seen.add(phase);
      if (output.isTerminal) {
        const prefix = progress.task === null ? '' : `${progress.task}  `;
        output.write(`\r\x1b[2K${`${prefix}${progressText(progress)}`.slice(0, output.columns - 1)}`);
        drawn = true;
      } else {
        const { done, total, unit, receivedBytes } = progress;
        const came = receivedBytes === undefined ? '' : `, ${receivedBytes} bytes received`;
        output.write(`${phase}: ${done}/${total} ${unit}${came}\n`);
      }
    },
    clear() {
      if (drawn) output.write('\r\x1b[2K');
      drawn = false;
    },
  };
}
