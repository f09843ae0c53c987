import { readTokenizer, tokenIds, vocabularyMismatch } from './shared-vocabulary.ts';
import type { TracedModel } from './traced-model.ts';

/** Rows of the embeddings of two models that stand for the same tokens. */
export interface SharedRows {
  readonly base: Int32Array;
  readonly model: Int32Array;
  /** How they were found: by the texts of tokens, or, without a tokenizer.json in both, by their ids. */
  readonly by: 'text' | 'id';
}

/**
 * The tokens that both vocabularies have, in the order of the base's ids. Rows beyond the tokenizers (padding) are left out.
 * @throws TRACE_VOCABULARY_MISMATCH when there are fewer than four, or nothing says which
 */
export async function sharedRows({ base, model }: { base: TracedModel; model: TracedModel }): Promise<SharedRows> {
  const [theirs, ours] = await Promise.all([readTokenizer(base), readTokenizer(model)]);
  if (theirs === null || ours === null) {
    if (base.spec.vocabSize !== model.spec.vocabSize) {
      throw vocabularyMismatch('they have different numbers of tokens, and not both have a tokenizer.json');
    }
    const all = Int32Array.from({ length: base.spec.vocabSize }, (_, id) => id);
    return { base: all, model: all, by: 'id' };
  }
  const ids = tokenIds(ours);
  const pairs: [number, number][] = [];
  for (const [token, id] of tokenIds(theirs)) {
    const other = ids.get(token);
    if (other !== undefined && id < base.spec.vocabSize && other < model.spec.vocabSize) pairs.push([id, other]);
  }
  if (pairs.length < 4) throw vocabularyMismatch(`they have ${pairs.length} tokens in common`);
  pairs.sort((a, b) => a[0] - b[0]);
  return {
    base: Int32Array.from(pairs, ([id]) => id),
    model: Int32Array.from(pairs, ([, id]) => id),
    by: 'text',
  };
}
