/** The real child process, which stands still at layer STOP_AT of its first run, and notes its progress in STOP_FILE. */
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { codeCommit, evaluate } from '@model-trace/core/evaluation';
import { openResume } from '@model-trace/core/resume';
import { serveEvaluations } from '../src/serve-evaluations.ts';

const { STOP_AT, STOP_FILE = '' } = process.env;

serveEvaluations(({ evaluationId, request, settings: { checkpoints, ...settings }, onProgress, onResumed, hurry }) => {
  const resume = openResume({ ...checkpoints!, job: evaluationId, hurry, onResumed });
  return evaluate({
    ...{ request, resume, ...settings, codeCommit: settings.codeCommit ?? codeCommit() },
    onProgress: (progress) => {
      onProgress(progress);
      if (progress.phase !== 'layers' || !Number.isInteger(progress.done)) return;
      appendFileSync(`${STOP_FILE}.log`, `${process.pid} ${progress.done}\n`);
      if (progress.done !== Number(STOP_AT) || existsSync(`${STOP_FILE}.pid`)) return;
      writeFileSync(`${STOP_FILE}.pid`, String(process.pid));
      process.kill(process.pid, 'SIGSTOP');
    },
  });
});
