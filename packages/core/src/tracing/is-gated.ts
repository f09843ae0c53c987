import type { StatisticModels } from './statistic.ts';

/** Whether the MLPs that are compared have a gate. A pair of which only one has is not admitted to what depends on it. */
export function isGated({ model, pairs }: Pick<StatisticModels, 'model' | 'pairs'>): boolean {
  return model.spec.blocks[pairs[0]?.block ?? 0].mlp.kind === 'gated';
}
