import { ModelTraceError } from '@model-trace/core/errors';

/** The outcome of `work`, or UNAVAILABLE when there is none after `timeoutMs`. The work itself is not stopped. */
export async function within<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new ModelTraceError('UNAVAILABLE', `${what} did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
