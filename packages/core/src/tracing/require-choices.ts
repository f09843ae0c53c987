import { defaultStatistics, type StatisticId, type TraceChoices } from '../results/index.ts';
import { type DescribedPair, type NamedBlocks, pairBlocks } from './admit-pair.ts';
import { requireVariant } from './match-variant.ts';

/**
 * Whether the choices of a trace apply to two models, as far as their configs tell. It imports nothing that computes.
 * @throws TRACE_BLOCKS_INVALID, with the index of the pair as `details.pair`; TRACE_VARIANT_INAPPLICABLE
 */
export function requireChoices(
  models: DescribedPair,
  { statistics = defaultStatistics, trace = {} }: { statistics?: readonly StatisticId[]; trace?: TraceChoices },
): void {
  const pairs = pairBlocks(models, trace.blocks as NamedBlocks | undefined); // the schema says that each has two
  if (statistics.includes('match') || statistics.includes('match-all'))
    requireVariant({ ...models, pairs }, trace.matchVariant);
}
