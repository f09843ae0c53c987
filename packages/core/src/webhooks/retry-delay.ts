const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Those of Standard Webhooks, with the last two cut so that all fit into 24 hours. */
export const webhookRetryDelaysMs: readonly number[] = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  8 * hour,
  8 * hour,
];

/**
 * How long to wait after a try that failed, from 1; null: that was the last. Up to a fifth shorter, at random, so that what
 * failed together does not come back together.
 */
export function webhookRetryDelay(
  tries: number,
  random: () => number = Math.random,
  delays: readonly number[] = webhookRetryDelaysMs,
): number | null {
  const delay = delays[tries - 1];
  return delay === undefined ? null : Math.round(delay * (1 - random() / 5));
}
