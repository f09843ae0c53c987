/**
 * The child process that computes. The worker's event loop then only renews locks, and a model that needs more memory
 * than there is, or a crash in native code, ends this process and not the worker.
 */
import { codeCommit, evaluate } from '@model-trace/core/evaluation';
import { openResume } from '@model-trace/core/resume';
import { serveEvaluations } from './serve-evaluations.ts';

serveEvaluations(({ evaluationId, request, settings: { checkpoints, ...settings }, onProgress, onResumed, hurry }) => {
  let layers = 0;
  const resume =
    checkpoints &&
    openResume({
      ...{ ...checkpoints, job: evaluationId, hurry },
      onResumed: (more) => {
        layers += more;
        onResumed(layers);
      },
    });
  return evaluate({ request, onProgress, resume, ...settings, codeCommit: settings.codeCommit ?? codeCommit() });
});
