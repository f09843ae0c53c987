import { centreRows } from './align-residual-streams.ts';
import { denseMlp } from './dense-mlp.ts';
import { incomingWeights, outgoingWeights } from './mlp-weights.ts';
import type { TracedModel } from './traced-model.ts';

export interface FoldedWeights {
  /** [units, width] */
  wIn: Float64Array;
  /** [units, width] */
  wOut: Float64Array;
  units: number;
  width: number;
}

/**
 * Weights into and out of the hidden units of a block as the residual stream sees them:
 *
 *   w_in[u]  = gain * W_up[u, :] - mean_d      the gain of the norm before the MLP folded in
 *   w_out[u] = W_down[:, u] - mean_d
 */
export async function foldedWeights(model: TracedModel, block: number): Promise<FoldedWeights> {
  const { checkpoint, spec } = model;
  const mlp = denseMlp(spec, block);
  const width = spec.hiddenSize;
  const { data: wIn } = await incomingWeights(model, block);
  const { data: wOut } = await outgoingWeights(model, block);
  if (mlp.preNormGain !== undefined) {
    const gain = await checkpoint.read(mlp.preNormGain);
    for (let i = 0; i < wIn.length; i += width) for (let j = 0; j < width; j++) wIn[i + j] *= gain[j];
  }
  centreRows(wIn, width);
  centreRows(wOut, width);
  return { wIn, wOut, units: mlp.units, width };
}
