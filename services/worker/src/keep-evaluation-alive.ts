import type { EvaluationProgress } from '@model-trace/core/results';
import type { EvaluationStore } from '@model-trace/core/storage';
import type { Logger } from 'pino';

const tickMs = 250;
/** At most two writes of progress a second: each is an event for whoever follows. */
const progressMs = 500;

/**
 * Tells the store that an evaluation is alive and how far it is, until `stop`. Calls `onLost` once when the evaluation
 * is no longer this worker's: canceled, or taken over. A database that is away is waited for: the lock of the job, not
 * this, says whether the worker is alive.
 */
export function keepEvaluationAlive({
  store,
  id,
  attempt,
  heartbeatMs,
  logger,
  onLost,
}: {
  store: EvaluationStore;
  id: string;
  attempt: number;
  heartbeatMs: number;
  logger: Logger;
  onLost(): void;
}): { report(progress: EvaluationProgress): void; stop(): Promise<void> } {
  let latest: EvaluationProgress | null = null;
  let writtenAt = performance.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let timer: NodeJS.Timeout;
  let beating = Promise.resolve();

  /** @returns whether there is more to do */
  const beat = async (): Promise<boolean> => {
    const now = performance.now();
    const progress = now - toldAt < progressMs ? null : latest;
    if (progress === null && now - writtenAt < heartbeatMs) return true;
    writtenAt = now;
    if (progress !== null) {
      latest = null;
      toldAt = now;
    }
    try {
      const owned = await (progress ? store.saveProgress(id, attempt, progress) : store.heartbeat(id, attempt));
      if (!owned) onLost();
      return owned;
    } catch (error) {
      logger.warn({ evaluationId: id, err: error }, 'progress could not be stored');
      return true;
    }
  };
  // A timer costs nothing when the evaluation ends before it, unlike a pause that has to be aborted.
  const next = (): void => {
    timer = setTimeout(
      () => {
        beating = beat().then((more) => {
          if (more && !stopped) next();
        });
      },
      Math.min(tickMs, heartbeatMs),
    );
  };
  next();
  return {
    report: (progress) => {
      latest = progress;
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      return beating;
    },
  };
}
