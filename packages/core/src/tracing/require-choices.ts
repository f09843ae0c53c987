import { defaultStatistics, type EvaluationRequest, type StatisticId, type TraceChoices } from '../results/index.ts';
import { admitAlignment, admitPair, type NamedBlocks, pairBlocks } from './admit-pair.ts';
import type { BlockPair } from './block-pair.ts';
import { requireVariant } from './match-variant.ts';
import { alignmentNeeds, type StatisticNeeds, statisticNeeds } from './statistic-needs.ts';
import type { DescribedPair } from './traced-model.ts';

/** What a trace of two models that can be compared is of. */
export interface AdmittedTrace {
  pairs: BlockPair[];
  /** Whether the pairs were named, rather than all in order. */
  isNamed: boolean;
  needs: StatisticNeeds;
}

/**
 * Whether two models can be compared as a trace asks, as far as their configs tell. Asked when a trace is submitted and again
 * before it is computed, of what tensors say then. It imports nothing that computes.
 * @throws TRACE_BLOCKS_INVALID, with the index of the pair as `details.pair`; as `admitPair`; with `details.choice` as
 *   `admitAlignment`; TRACE_VARIANT_INAPPLICABLE
 */
export function requireChoices(
  models: DescribedPair,
  {
    statistics = defaultStatistics,
    trace = {},
    align = 'none',
  }: Pick<EvaluationRequest, 'align'> & { statistics?: readonly StatisticId[]; trace?: TraceChoices },
): AdmittedTrace {
  const blocks = trace.blocks as NamedBlocks | undefined; // the schema says that each has two
  const pairs = pairBlocks(models, blocks);
  const isNamed = blocks !== undefined;
  const needs = statisticNeeds(statistics, { ...models, pairs });
  admitPair(models, { pairs, isNamed, needs });
  if (align !== 'none') admitAlignment(models, { pairs, isNamed, needs: alignmentNeeds(align) });
  if (statistics.includes('match') || statistics.includes('match-all'))
    requireVariant({ ...models, pairs }, trace.matchVariant);
  return { pairs, isNamed, needs };
}
