import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { Batch } from './batches.ts';
import { convertElements } from './convert-elements.ts';
import { openStage } from './open-stage.ts';
import type { Sessions } from './session.ts';
import type { Elements } from './tensor.ts';

interface EmbeddingOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly sessions: Sessions;
  /** Token ids of all sequences in order; rows of the stream. */
  readonly tokens: Int32Array;
  readonly batches: readonly Batch[];
}

/** Fills the rows of consecutive batches, [rows, hiddenSize]. */
export type Embed = (batches: readonly Batch[], into: Elements) => Promise<void>;

/**
 * Residual stream before the first block: the rows of the token embedding, times its scale, normalised and projected where
 * the model does so, plus learned positions. Only rows that occur are read.
 */
export async function openEmbedding(options: EmbeddingOptions): Promise<Embed> {
  const { checkpoint, spec, sessions, tokens, batches } = options;
  const { hiddenSize, embeddingSize, embeddingScale, positionEmbedding } = spec;
  const { dtype } = sessions.device;
  const finish = await openStage({
    checkpoint,
    sessions,
    stage: {
      norm: spec.embeddingNorm,
      projection: spec.embeddingProjection,
      inputs: embeddingSize,
      outputs: hiddenSize,
    },
    what: 'The embedding of the tokens',
  });
  const longest = batches.reduce((most, { length }) => Math.max(most, length), 0);
  const positions =
    positionEmbedding === null || longest === 0
      ? null
      : convertElements(
          await checkpoint.read(positionEmbedding.tensor, {
            rows: [positionEmbedding.offset, positionEmbedding.offset + longest],
          }),
          { dtype, name: positionEmbedding.tensor },
        );

  return async (part, into) => {
    const first = part[0]?.firstRow ?? 0;
    const ids = tokens.subarray(first, first + into.length / hiddenSize);
    const rows = await checkpoint.gatherRows(spec.tokenEmbedding, ids);
    const embedded = convertElements(rows, { dtype, name: spec.tokenEmbedding });
    if (embeddingScale !== 1) {
      for (let i = 0; i < embedded.length; i++) embedded[i] *= embeddingScale;
    }
    await finish(embedded, into);
    if (positions === null) return;
    for (const { firstRow, count, length } of part) {
      for (let sequence = 0; sequence < count; sequence++) {
        const start = (firstRow - first + sequence * length) * hiddenSize;
        for (let i = 0; i < length * hiddenSize; i++) into[start + i] += positions[i];
      }
    }
  };
}
