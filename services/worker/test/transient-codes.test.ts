import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, ModelTraceError } from '@model-trace/core/errors';

test('what may be otherwise another time is tried again, what a model is will not be', () => {
  const transient: ErrorCode[] = [
    ...(['CACHE_FULL', 'SPILL_FAILED', 'HUB_RATE_LIMITED', 'HUB_UNAVAILABLE', 'FILE_CORRUPT', 'FILE_CHANGED'] as const),
    ...(['UNAVAILABLE', 'INTERRUPTED', 'PROCESS_DIED'] as const),
  ];
  const permanent: ErrorCode[] = [
    ...(['MODEL_NOT_FOUND', 'MODEL_GATED', 'MODEL_UNAUTHORIZED', 'FILE_TOO_LARGE', 'CONFIG_INVALID'] as const),
    ...(['WEIGHTS_TRUNCATED', 'PICKLE_FORBIDDEN', 'TOKENIZER_INVALID', 'LOSS_NON_FINITE', 'TEXT_EMPTY'] as const),
    ...(['TRACE_UNITS_MISMATCH', 'JOB_MEMORY_EXCEEDED', 'JOB_TIMEOUT', 'DATABASE_NEWER'] as const),
  ];
  for (const code of transient) assert.equal(new ModelTraceError(code, '').retryable, true, code);
  for (const code of permanent) assert.equal(new ModelTraceError(code, '').retryable, false, code);
});
