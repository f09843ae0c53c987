import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements } from './tensor.ts';

interface EmbedOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly sequences: readonly Int32Array[];
  readonly dtype: ComputeDtype;
}

/**
 * Residual stream before the first block, [tokens, hiddenSize]: the rows of the token embedding, times its scale,
 * plus learned positions. Only rows that occur are read.
 */
export async function embed({ checkpoint, spec, sequences, dtype }: EmbedOptions): Promise<Elements> {
  const { hiddenSize, embeddingScale, positionEmbedding } = spec;
  const ids = Int32Array.from(new Set(sequences.flatMap((sequence) => [...sequence]))).sort();
  const rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
  const rows = await checkpoint.gatherRows(spec.tokenEmbedding, ids);

  const longest = Math.max(0, ...sequences.map(({ length }) => length));
  const positions =
    positionEmbedding === null || longest === 0
      ? null
      : await checkpoint.read(positionEmbedding.tensor, {
          rows: [positionEmbedding.offset, positionEmbedding.offset + longest],
        });

  const tokens = sequences.reduce((total, { length }) => total + length, 0);
  const hidden = allocate(dtype, tokens * hiddenSize);
  let out = 0;
  for (const sequence of sequences) {
    for (const [position, id] of sequence.entries()) {
      const from = rowOf.get(id)! * hiddenSize;
      for (let i = 0; i < hiddenSize; i++) {
        const shift = positions === null ? 0 : positions[position * hiddenSize + i];
        hidden[out++] = rows[from + i] * embeddingScale + shift;
      }
    }
  }
  return hidden;
}
