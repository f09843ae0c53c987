import { toModelTraceError } from '@model-trace/core/errors';
import type { StoredError } from '@model-trace/core/storage';

/** A failure as it is stored and shown. */
export function toStoredError(caught: unknown): StoredError {
  const { code, message, retryable, fix } = toModelTraceError(caught);
  return { code, detail: message, retryable, fix: fix ?? null };
}
