import { ModelTraceError } from '@model-trace/core/errors';
import type { ApiKey, Evaluation } from '@model-trace/core/storage';
import { allows } from './authenticate.ts';

/**
 * Lets a key change what was submitted with it, and an admin's anything. One that was joined belongs to who came first.
 * @throws NOT_YOURS
 */
export async function requireOwn(
  key: ApiKey | null,
  { id, get }: { id: string; get: (id: string) => Promise<Evaluation | null> },
): Promise<void> {
  if (key === null || allows(key.scopes, 'admin')) return;
  const evaluation = await get(id);
  // That there is none is said by whoever looks for it.
  if (evaluation === null || evaluation.keyId === key.id) return;
  throw new ModelTraceError('NOT_YOURS', `Evaluation ${id} was submitted with another key`, {
    fix: 'Use the key it was submitted with, or one with the scope "admin".',
  });
}
