import { alignResidualStreams } from './align-residual-streams.ts';
import { embeddingRows } from './embedding-rows.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * The rotation of the model's residual stream onto the base's, once for a trace, by the rows of the embeddings that stand for
 * the same tokens.
 * @throws TRACE_VOCABULARY_MISMATCH when there are fewer of these than the stream has dimensions
 */
export function streamRotation(run: TraceRun): Promise<Float64Array> {
  return run.once('rotation of the residual stream', async () => {
    const { base, model, signal } = run;
    return alignResidualStreams({ a: base, b: model, rows: await embeddingRows(run), signal });
  });
}
