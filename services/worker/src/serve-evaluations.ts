import type { EvaluationProgress, EvaluationRequest, EvaluationResults } from '@model-trace/core/results';
import type { EvaluateMessage, EvaluationMessage, EvaluationSettings, HurryMessage } from './evaluation-messages.ts';
import { toStoredError } from './stored-error.ts';

export interface EvaluationInput {
  evaluationId: string;
  request: EvaluationRequest;
  settings: EvaluationSettings;
  onProgress(progress: EvaluationProgress): void;
  /** To be called with the number of layers that were found in the checkpoints of an attempt before. */
  onResumed(layers: number): void;
  /** Aborted when the process is to be ended soon. */
  hurry: AbortSignal;
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
  const hurrying = new AbortController();
  process.on('message', async (incoming: EvaluateMessage | HurryMessage) => {
    if ('hurry' in incoming) return hurrying.abort();
    const { evaluationId, request, settings } = incoming;
    const send = (message: EvaluationMessage) => process.send!(message);
    const onProgress = throttled((progress) => send({ type: 'progress', evaluationId, progress }));
    try {
      const results = await compute({
        ...{ evaluationId, request, settings, onProgress, hurry: hurrying.signal },
        onResumed: (layers) => send({ type: 'resumed', evaluationId, layers }),
      });
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
