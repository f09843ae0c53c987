import assert from 'node:assert/strict';
import { errorCodes, ModelTraceError } from '../../src/errors.ts';
import { hangMs } from './cases.ts';

/**
 * Runs what may succeed, or fail with one of the given codes and a message that fits on a screen.
 * @returns whether it succeeded
 */
export async function refusedByCode(work: () => Promise<void> | void, codes: readonly string[]): Promise<boolean> {
  const started = performance.now();
  try {
    await work();
    return true;
  } catch (caught) {
    assert.ok(caught instanceof ModelTraceError, String((caught as Error)?.stack ?? caught));
    assert.ok(Object.hasOwn(errorCodes, caught.code));
    assert.ok(codes.includes(caught.code), `${caught.code}: ${caught.message}`);
    assert.ok(caught.message.length < 2_000, `a message of ${caught.message.length} characters`);
    return false;
  } finally {
    assert.ok(performance.now() - started < hangMs);
  }
}
