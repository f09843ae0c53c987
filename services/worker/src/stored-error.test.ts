import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModelTraceError } from '@model-trace/core/errors';
import { toStoredError } from './stored-error.ts';

test('keeps what a reader needs of a failure', () => {
  const error = new ModelTraceError('MODEL_GATED', 'owner/name is gated', { fix: 'Ask for access.' });
  assert.deepEqual(toStoredError(error), {
    code: 'MODEL_GATED',
    detail: 'owner/name is gated',
    retryable: false,
    fix: 'Ask for access.',
  });
  assert.deepEqual(toStoredError('odd'), { code: 'INTERNAL', detail: 'odd', retryable: true, fix: null });
});
