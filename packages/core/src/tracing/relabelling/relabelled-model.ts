import { modelParameters } from '../../architectures/index.ts';
import { permutedCheckpoint } from '../../weights/index.ts';
import type { TracedModel } from '../traced-model.ts';
import { axisOrders } from './axis-orders.ts';
import type { Relabelling } from './relabelling.ts';

/**
 * The same function with other names for its coordinates: embedding, positions, norms, all projections and the head are
 * read in the order of the relabelling. RMSNorm and LayerNorm treat coordinates alike, and so does what happens between up
 * and down projections, hence losses are equal up to the order of sums. No weights are copied to disk.
 * @throws TRACE_RELABELLING_UNSUPPORTED
 */
export function relabelledModel(model: TracedModel, relabelling: Relabelling): TracedModel {
  const { checkpoint, spec } = model;
  const { tensors } = checkpoint;
  const orders = axisOrders(modelParameters({ spec, tensors }), { tensors, relabelling });
  return { ...model, checkpoint: permutedCheckpoint(checkpoint, orders) };
}
