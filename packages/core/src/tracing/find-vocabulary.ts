import { ModelTraceError } from '../errors.ts';
import { sharedRows } from './shared-rows.ts';
import { checkSharedVocabulary, type VocabularyCheck } from './shared-vocabulary.ts';
import type { TracedModel } from './traced-model.ts';

/**
 * What two models' tokens have in common: every id means the same, or, where vocabularies were extended or are others, the
 * tokens of equal text.
 * @throws TRACE_VOCABULARY_MISMATCH when they share next to nothing
 */
export async function findVocabulary(pair: {
  model: TracedModel;
  base: TracedModel;
}): Promise<VocabularyCheck | 'shared-tokens'> {
  try {
    return await checkSharedVocabulary(pair.model, pair.base);
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'TRACE_VOCABULARY_MISMATCH') throw caught;
    await sharedRows(pair);
    return 'shared-tokens';
  }
}
