import type { EvaluationProgress, EvaluationRequest, EvaluationResults } from '@model-trace/core/results';
import type { EvaluateMessage, EvaluationMessage, EvaluationSettings } from './evaluation-messages.ts';
import { toStoredError } from './stored-error.ts';

export interface EvaluationInput {
  request: EvaluationRequest;
  settings: EvaluationSettings;
  onProgress(progress: EvaluationProgress): void;
}

/** More often is not shown anyway, and a download reports every chunk. */
const progressIntervalMs = 100;

/** Answers the worker that forked this process, until it is gone. */
export function serveEvaluations(compute: (input: EvaluationInput) => Promise<EvaluationResults>): void {
  // Ctrl-C, and a service manager that stops a whole group, reach every process. The worker decides what becomes of its
  // evaluations; this process ends when the worker kills it or is gone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => process.exit(0));
  process.on('message', async ({ evaluationId, request, settings }: EvaluateMessage) => {
    const send = (message: EvaluationMessage) => process.send!(message);
    const onProgress = throttled((progress) => send({ type: 'progress', evaluationId, progress }));
    try {
      const results = await compute({ request, settings, onProgress });
      send({ type: 'result', evaluationId, results });
    } catch (caught) {
      send({ type: 'error', evaluationId, error: toStoredError(caught) });
    }
  });
}

/** Lets through the first report of each phase, its last, and in between one per interval. */
function throttled(report: (progress: EvaluationProgress) => void): (progress: EvaluationProgress) => void {
  let phase: string | undefined;
  let sentAt = 0;
  return (progress) => {
    const now = performance.now();
    const current = `${progress.task} ${progress.phase}`;
    if (current === phase && progress.done < progress.total && now - sentAt < progressIntervalMs) return;
    phase = current;
    sentAt = now;
    report(progress);
  };
}
