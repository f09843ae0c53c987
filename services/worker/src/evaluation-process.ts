/**
 * The child process that computes. The worker's event loop then only renews locks, and a model that needs more memory
 * than there is, or a crash in native code, ends this process and not the worker.
 */
import { codeCommit, evaluate } from '@model-trace/core/evaluation';
import { serveEvaluations } from './serve-evaluations.ts';

serveEvaluations(({ settings, ...rest }) =>
  evaluate({ ...rest, ...settings, codeCommit: settings.codeCommit ?? codeCommit() }),
);
