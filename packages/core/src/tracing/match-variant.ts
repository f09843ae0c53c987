import { ModelTraceError } from '../errors.ts';
import type { MatchVariant } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import { isGated } from './is-gated.ts';
import type { DescribedPair } from './traced-model.ts';

/** @throws TRACE_VARIANT_INAPPLICABLE when a form is named that these models have no use for */
export function requireVariant(
  models: Pick<DescribedPair, 'model'> & { pairs: readonly BlockPair[] },
  matchVariant: MatchVariant | undefined,
): void {
  if (matchVariant === undefined || !isGated(models)) return;
  throw new ModelTraceError(
    'TRACE_VARIANT_INAPPLICABLE',
    `${matchVariant} is a form of match for MLPs without a gate; those of ${models.model.source.id} have one`,
    { fix: 'Leave the variant out: MLPs with a gate are compared by phi_MATCH' },
  );
}
