/** One thing that `doctor` looked at. */
export interface Check {
  readonly name: string;
  /** ok; failed: something needed or configured does not work; absent: something optional is not there. */
  readonly status: 'ok' | 'failed' | 'absent';
  /** What was found, one line. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** Nothing that is asked may hold up the rest. */
const patienceMs = 10_000;

/** What `ask` gives, or why it failed; it has 10 s: a busy machine still shows what works. */
export async function within<Result>(ask: () => Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs / 1000} s`)), patienceMs);
  try {
    return await Promise.race([ask(), promise]);
  } finally {
    clearTimeout(timer);
  }
}

export const reasonOf = (caught: unknown): string => {
  if (!(caught instanceof Error)) return String(caught);
  // fetch hides why it failed behind "fetch failed"; several addresses fail together without a message.
  const cause = caught.cause instanceof Error ? caught.cause : undefined;
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  return first === undefined ? caught.message : `${caught.message}: ${first.message || first.name}`;
};
