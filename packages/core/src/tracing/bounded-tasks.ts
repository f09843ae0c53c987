/** Runs tasks side by side, at most `limit` of them: what a producer of large arrays waits on. */
export interface BoundedTasks {
  /** Starts the task; resolves as soon as another could be started. Rejects when an earlier task has failed. */
  start(task: () => Promise<void>): Promise<void>;
  /** Resolves when all tasks are done, rejects with the first failure. */
  drain(): Promise<void>;
}

export function boundedTasks(limit: number): BoundedTasks {
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | null = null;
  const check = () => {
    if (failure !== null) throw failure.error;
  };
  return {
    async start(task) {
      check();
      const promise = task()
        .catch((error) => {
          failure ??= { error };
        })
        .finally(() => running.delete(promise));
      running.add(promise);
      while (running.size >= limit) await Promise.race(running);
      check();
    },
    async drain() {
      await Promise.all(running);
      check();
    },
  };
}
