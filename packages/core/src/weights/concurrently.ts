/**
 * Runs `task(0) … task(count - 1)` with at most `limit` under way. The first failure stops new ones and is thrown once
 * those under way have ended, so that nothing still uses a file or a buffer that the caller then gives up.
 */
export async function concurrently(
  { count, limit }: { count: number; limit: number },
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failure: { reason: unknown } | undefined;
  async function work(): Promise<void> {
    while (next < count && failure === undefined) {
      try {
        await task(next++);
      } catch (reason) {
        failure ??= { reason };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  if (failure !== undefined) throw failure.reason;
}
