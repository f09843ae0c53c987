import type { BlockPair } from './block-pair.ts';
import type { TracedModel } from './traced-model.ts';

/** Whether the MLPs that are compared have a gate. A pair of which only one has is not admitted to what depends on it. */
export function isGated({ model, pairs }: { model: Pick<TracedModel, 'spec'>; pairs: readonly BlockPair[] }): boolean {
  return model.spec.blocks[pairs[0]?.block ?? 0].mlp.kind === 'gated';
}
