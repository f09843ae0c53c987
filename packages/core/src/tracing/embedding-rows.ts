import { sharedRows } from './shared-rows.ts';
import { vocabularyMismatch } from './shared-vocabulary.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * Rows of the embeddings that tell how the residual streams lie: undefined for all, where ids mean the same, else those of
 * tokens with equal text.
 * @throws TRACE_VOCABULARY_MISMATCH when there are fewer of these than the stream has dimensions
 */
export async function embeddingRows(run: TraceRun): Promise<{ a: Int32Array; b: Int32Array } | undefined> {
  const { base, vocabulary } = run;
  if (vocabulary !== 'shared-tokens') return undefined;
  const { base: a, model: b } = await sharedRows(run);
  if (a.length < base.spec.hiddenSize)
    throw vocabularyMismatch(`${a.length} tokens in common do not span a residual stream of ${base.spec.hiddenSize}`);
  return { a, b };
}
