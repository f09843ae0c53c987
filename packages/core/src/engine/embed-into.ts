import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { type Batch, rowsOfBatches } from './batches.ts';
import { openEmbedding } from './embed.ts';
import type { HiddenStates } from './hidden-states.ts';
import { requireFinite } from './require-finite.ts';
import type { Sessions } from './session.ts';

export interface EmbedIntoOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly sessions: Sessions;
  readonly sequences: readonly Int32Array[];
  readonly batches: readonly Batch[];
}

/** Writes the embeddings of all tokens: in one part when the stream is in memory, so that no row is read twice. */
export async function embedInto(
  hidden: HiddenStates,
  { checkpoint, spec, sessions, sequences, batches }: EmbedIntoOptions,
): Promise<void> {
  const tokens = new Int32Array(hidden.rows);
  let row = 0;
  for (const sequence of sequences) {
    tokens.set(sequence, row);
    row += sequence.length;
  }
  const embed = await openEmbedding({ checkpoint, spec, sessions, tokens, batches });
  const parts = hidden.spilled ? batches.map((batch) => [batch]) : [batches];
  const checked = {
    checkpoint,
    tensors: [spec.tokenEmbedding, ...(spec.positionEmbedding === null ? [] : [spec.positionEmbedding.tensor])],
    what: 'The embedding of the tokens',
  };
  const ranges = parts.map(rowsOfBatches);
  let next = 0;
  await hidden.update(ranges, async (states) => {
    await embed(parts[next++], states);
    await requireFinite(states, checked);
  });
}
