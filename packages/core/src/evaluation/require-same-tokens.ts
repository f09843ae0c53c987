import { ModelTraceError } from '../errors.ts';
import { checkSharedVocabulary, type VocabularyCheck } from '../tracing/shared-vocabulary.ts';
import type { LoadedModel } from './load-model.ts';

/**
 * Distributions over the next token can be compared when a token id means the same in both models.
 * @throws BASE_TOKENIZER_MISMATCH
 */
export async function requireSameTokens(
  model: LoadedModel,
  base: LoadedModel,
): Promise<Exclude<VocabularyCheck, 'size-only'>> {
  const mismatch = (message: string, cause?: unknown) =>
    new ModelTraceError('BASE_TOKENIZER_MISMATCH', message, {
      cause,
      fix: 'Leave the comparison with the base out, or name a base with the same tokenizer',
    });
  try {
    const check = await checkSharedVocabulary(model, base);
    if (check !== 'size-only') return check;
  } catch (caught) {
    if (!(caught instanceof ModelTraceError) || caught.code !== 'TRACE_VOCABULARY_MISMATCH') throw caught;
    throw mismatch(caught.message, caught);
  }
  throw mismatch(`${base.source.id} has no tokenizer.json that could be compared with that of ${model.source.id}`);
}
