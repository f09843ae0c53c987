import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { ComputeDtype } from './provider.ts';
import type { Elements } from './tensor.ts';

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
  const rows = await checkpoint.gatherRows(
    spec.tokenEmbedding,
    sequences.flatMap((sequence) => [...sequence]),
  );
  const hidden = dtype === 'float32' ? rows : Float64Array.from(rows);
  if (embeddingScale !== 1) {
    for (let i = 0; i < hidden.length; i++) hidden[i] *= embeddingScale;
  }
  const longest = sequences.reduce((most, { length }) => Math.max(most, length), 0);
  if (positionEmbedding === null || longest === 0) return hidden;

  const { tensor, offset } = positionEmbedding;
  const positions = await checkpoint.read(tensor, { rows: [offset, offset + longest] });
  let row = 0;
  for (const { length } of sequences) {
    for (let i = 0; i < length * hiddenSize; i++) hidden[row * hiddenSize + i] += positions[i];
    row += length;
  }
  return hidden;
}
