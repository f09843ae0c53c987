import { ModelTraceError } from '../errors.ts';
import { type Checkpoint, findNonFinite } from '../weights/index.ts';
import { allFinite } from './all-finite.ts';
import type { Elements } from './tensor.ts';

interface RequireFiniteOptions {
  readonly checkpoint: Checkpoint;
  /** Weights that the values were computed with. */
  readonly tensors: readonly string[];
  readonly what: string;
}

/**
 * One cheap pass over a layer's values. Only when one is NaN or infinite are the weights looked through for the cause.
 * @throws WEIGHTS_NON_FINITE naming the tensor, LOSS_NON_FINITE when the weights are finite and the computation overflows
 */
export async function requireFinite(values: Elements, options: RequireFiniteOptions): Promise<void> {
  if (allFinite(values)) return;
  const { checkpoint, tensors, what } = options;
  const found = await findNonFinite(checkpoint, [...new Set(tensors)]);
  if (found !== null) {
    throw new ModelTraceError(
      'WEIGHTS_NON_FINITE',
      `The tensor ${found.tensor} holds ${found.value} at element ${found.index}`,
      { fix: 'Use an undamaged checkpoint', details: { ...found, value: String(found.value) } },
    );
  }
  throw new ModelTraceError(
    'LOSS_NON_FINITE',
    `${what} is not finite although all weights are: the computation overflows`,
  );
}
