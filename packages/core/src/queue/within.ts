import { ModelTraceError } from '../errors.ts';

/**
 * The outcome of `work` if it comes within `ms`. The clients queue commands while their server is away and wait for its
 * return; a request must not. @throws UNAVAILABLE for a deadline that passed and for any failure that is not ours
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new ModelTraceError('UNAVAILABLE', `The queue did not answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } catch (caught) {
    throw toQueueError(caught);
  } finally {
    clearTimeout(timer);
  }
}

/** What a queue call that failed means: the clients throw nothing but failures to talk to their server. */
export function toQueueError(caught: unknown): ModelTraceError {
  if (caught instanceof ModelTraceError) return caught;
  const message = caught instanceof Error ? caught.message : String(caught);
  return new ModelTraceError('UNAVAILABLE', `The queue is not reachable: ${message}`, { cause: caught });
}
