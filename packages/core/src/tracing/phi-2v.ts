import { matrixProduct } from '../engine/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import { foldedWeights } from './folded-weights.ts';
import { leaveOneOutResidual } from './leave-one-out-residual.ts';
import type { UnitFeatures } from './match-units.ts';
import { removeLeadingDirections } from './remove-leading-directions.ts';
import type { TracedModel } from './traced-model.ts';

/** Leading directions removed from each view: a quarter of the width, the value the design note validated (d = 128). */
const leadingShare = 1 / 4;

export interface TwoViews {
  /** View A: incoming weights without their leading directions. [units, d] */
  incoming: UnitFeatures;
  /** View B: the part of the outgoing weights that the incoming ones do not predict, without its leading directions. */
  outgoing: UnitFeatures;
}

/**
 * The two views of the hidden units of an MLP without a gate that phi_2V matches separately (design note; `phi2v_rot` of the
 * reference values). Views that share more than these do (the raw weights, pre- and post-activations) agree between
 * independently trained models and must not be used.
 *
 *   A = bulk_k(w_in),  B = bulk_k(leave-one-out residual of w_out on w_in),  k = d / 4      w_in, w_out: `foldedWeights`
 */
export async function phi2vFeatures(options: {
  model: TracedModel;
  block: number;
  pool: ThreadPool;
  signal?: AbortSignal;
}): Promise<TwoViews> {
  const { model, block, pool, signal } = options;
  const { wIn, wOut, units, width } = await foldedWeights(model, block);
  const residual = await leaveOneOutResidual({ wIn, wOut, units, width, signal });
  const k = Math.floor(width * leadingShare);
  const incoming = await removeLeadingDirections({ y: wIn, rows: units, width, k, pool, signal });
  const outgoing = await removeLeadingDirections({ y: residual, rows: units, width, k, pool, signal });
  const features = (data: Float64Array): UnitFeatures => ({ data, units, width, layout: 'unit-major' });
  return { incoming: features(incoming), outgoing: features(outgoing) };
}

/** Brings features of b into the coordinates of a: rows times Q. */
export async function rotated(features: UnitFeatures, q: Float64Array): Promise<UnitFeatures> {
  const { data, units, width } = features;
  const product = await matrixProduct({ a: data, b: q, m: units, k: width, n: width });
  return { ...features, data: product as Float64Array };
}
