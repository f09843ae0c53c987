import type { EvaluationProgress, TaskId } from '../results/index.ts';
import type { TaskContext } from './task-context.ts';

/** Bytes come in thousands of pieces a second; each report may be a message to another process. */
const betweenReportsMs = 250;

interface ProgressReports {
  onProgress: (progress: Omit<EvaluationProgress, 'task' | 'receivedBytes'>) => void;
  /** A receiver of the bytes of one checkpoint that came so far, of all its files have. */
  bytesOf: () => (received: number, total: number) => void;
}

/**
 * Progress of a task: what it reports itself, and the bytes of weights that come. While files are fetched before the task
 * starts, those are a phase of their own, `download`; streamed bytes accompany the task's phases as `receivedBytes`.
 */
export function reportProgress(
  task: TaskId,
  { onProgress, models }: Pick<TaskContext, 'onProgress' | 'models'>,
  now: () => number = Date.now,
): ProgressReports {
  const downloads: { received: number; total: number }[] = [];
  let last: EvaluationProgress | null = null;
  let reportedAt = Number.NEGATIVE_INFINITY;

  function report(): void {
    const done = downloads.reduce((sum, { received }) => sum + received, 0);
    const total = downloads.reduce((sum, file) => sum + file.total, 0);
    if (last === null) onProgress?.({ task, phase: 'download', done, total, unit: 'bytes' });
    else onProgress?.(models.stream && done > 0 ? { ...last, receivedBytes: done } : last);
    reportedAt = now();
  }

  return {
    onProgress(progress) {
      last = { task, ...progress };
      report();
    },
    bytesOf() {
      const download = { received: 0, total: 0 };
      downloads.push(download);
      return (received, total) => {
        Object.assign(download, { received, total });
        // Streaming brings headers before the task starts, which are no download to wait for.
        if (models.stream && last === null) return;
        if (now() - reportedAt >= betweenReportsMs || (last === null && received === total)) report();
      };
    },
  };
}
