import { alignResidualStreams } from './align-residual-streams.ts';
import { sharedRows } from './shared-rows.ts';
import { vocabularyMismatch } from './shared-vocabulary.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * The rotation of the model's residual stream onto the base's, once for a trace: by all rows of the embeddings where ids mean
 * the same, else by those of tokens with equal text.
 * @throws TRACE_VOCABULARY_MISMATCH when there are fewer of these than the stream has dimensions
 */
export function streamRotation(run: TraceRun): Promise<Float64Array> {
  return run.once('rotation of the residual stream', async () => {
    const { base, model, vocabulary, signal } = run;
    if (vocabulary !== 'shared-tokens') return alignResidualStreams({ a: base, b: model, signal });
    const { base: a, model: b } = await sharedRows(run);
    if (a.length < base.spec.hiddenSize)
      throw vocabularyMismatch(`${a.length} tokens in common do not span a residual stream of ${base.spec.hiddenSize}`);
    return alignResidualStreams({ a: base, b: model, rows: { a, b }, signal });
  });
}
