import type { Attempt, Evaluation } from '@model-trace/core/storage';
import type { ApiStore } from '../api-store.ts';

/** The starts of an evaluation; nothing is asked where there was none. */
export async function attemptsOf({ id, attempt }: Evaluation, store: Pick<ApiStore, 'attempts'>): Promise<Attempt[]> {
  return attempt === 0 ? [] : store.attempts(id);
}
