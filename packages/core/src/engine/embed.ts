import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { Batch } from './batches.ts';
import type { Elements } from './tensor.ts';

interface EmbeddingOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  /** Token ids of all sequences in order; rows of the stream. */
  readonly tokens: Int32Array;
  readonly batches: readonly Batch[];
}

/** Fills the rows of consecutive batches, [rows, hiddenSize]. */
export type Embed = (batches: readonly Batch[], into: Elements) => Promise<void>;

/**
 * Residual stream before the first block: the rows of the token embedding, times its scale, plus learned positions. Only rows
 * that occur are read.
 */
export async function openEmbedding({ checkpoint, spec, tokens, batches }: EmbeddingOptions): Promise<Embed> {
  const { hiddenSize, embeddingScale, positionEmbedding } = spec;
  const longest = batches.reduce((most, { length }) => Math.max(most, length), 0);
  const positions =
    positionEmbedding === null || longest === 0
      ? null
      : await checkpoint.read(positionEmbedding.tensor, {
          rows: [positionEmbedding.offset, positionEmbedding.offset + longest],
        });

  return async (part, into) => {
    const first = part[0]?.firstRow ?? 0;
    into.set(
      await checkpoint.gatherRows(spec.tokenEmbedding, tokens.subarray(first, first + into.length / hiddenSize)),
    );
    if (embeddingScale !== 1) {
      for (let i = 0; i < into.length; i++) into[i] *= embeddingScale;
    }
    if (positions === null) return;
    for (const { firstRow, count, length } of part) {
      for (let sequence = 0; sequence < count; sequence++) {
        const start = (firstRow - first + sequence * length) * hiddenSize;
        for (let i = 0; i < length * hiddenSize; i++) into[start + i] += positions[i];
      }
    }
  };
}
