import { toModelTraceError } from '../errors.ts';

export interface Unreadable {
  code: string;
  detail: string;
}

/**
 * What one base of many gives, or what is wrong with it. What may pass with time (a Hub that is away) and an abort are no
 * faults of the base: they are thrown.
 */
export async function readable<T extends object>(
  read: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | Unreadable> {
  try {
    return await read();
  } catch (caught) {
    signal?.throwIfAborted();
    const { code, message: detail, retryable } = toModelTraceError(caught);
    if (retryable) throw caught;
    return { code, detail };
  }
}
