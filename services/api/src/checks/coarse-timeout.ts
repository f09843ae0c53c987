const slackMs = 250;
const current = new Map<number, { signal: AbortSignal; until: number }>();

/**
 * A signal that aborts after `ms`, or up to 250 ms before: those who ask in the same moment share one. A timer and a signal
 * for each submission were a twentieth of what it cost.
 */
export function coarseTimeout(ms: number): AbortSignal {
  const now = performance.now();
  const known = current.get(ms);
  if (known !== undefined && now < known.until) return known.signal;
  const signal = AbortSignal.timeout(ms);
  current.set(ms, { signal, until: now + Math.min(slackMs, ms / 4) });
  return signal;
}

const joined = new WeakMap<AbortSignal, { timeout: AbortSignal; either: AbortSignal }>();

/** The same, and as soon as `given` does. */
export function coarseTimeoutOr(given: AbortSignal, ms: number): AbortSignal {
  const timeout = coarseTimeout(ms);
  const known = joined.get(given);
  if (known?.timeout === timeout) return known.either;
  const either = AbortSignal.any([timeout, given]);
  joined.set(given, { timeout, either });
  return either;
}
