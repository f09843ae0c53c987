import { matrixProduct } from '../engine/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import { foldedWeights } from './folded-weights.ts';
import { leaveOneOutResidual } from './leave-one-out-residual.ts';
import { type ComparedFeatures, isComparedInFloat32 } from './match-units.ts';
import { removeLeadingDirections, subtractColumnMeans } from './remove-leading-directions.ts';
import type { TracedModel } from './traced-model.ts';

/** Leading directions removed from each view: a quarter of the width, the value the design note validated (d = 128). */
const leadingShare = 1 / 4;

type Elements = ComparedFeatures['data'];

export interface TwoViews {
  /** View A: incoming weights without their leading directions. [units, d] */
  incoming: ComparedFeatures;
  /** View B: the part of the outgoing weights that the incoming ones do not predict, without its leading directions. */
  outgoing: ComparedFeatures;
}

/**
 * The two views of the hidden units of an MLP without a gate that phi_2V matches separately (design note; `phi2v_rot` of the
 * reference values). Views that share more than these do (the raw weights, pre- and post-activations) agree between
 * independently trained models and must not be used.
 *
 *   A = bulk_k(w_in),  B = bulk_k(leave-one-out residual of w_out on w_in),  k = d / 4      w_in, w_out: `foldedWeights`
 *
 * Where units are compared in float32, products with matrices of all units are float32 too; eigenvectors and the inverse are float64.
 */
export async function phi2vFeatures(options: {
  model: TracedModel;
  block: number;
  /** Into the coordinates of the other model: rows are multiplied by it. [d, d] */
  rotation?: Float64Array;
  pool: ThreadPool;
  signal?: AbortSignal;
}): Promise<TwoViews> {
  const { model, block, rotation, pool, signal } = options;
  const { units, width, ...folded } = await foldedWeights(model, block);
  const inFormat = (y: Float64Array) => (isComparedInFloat32(units, width) ? new Float32Array(y) : y);
  const [wIn, wOut] = [inFormat(folded.wIn), inFormat(folded.wOut)];
  const centred = wIn.slice();
  subtractColumnMeans(centred, width);
  const gram = await matrixProduct({ a: centred, b: centred, m: width, k: units, n: width, transposeA: true });
  const residual = await leaveOneOutResidual({ wIn, wOut, gram, units, width, signal });
  const k = Math.floor(width * leadingShare);
  const bulk = async (y: Elements, gram?: Elements): Promise<ComparedFeatures> => {
    const data = await removeLeadingDirections({ y, gram, rows: units, width, k, rotation, pool, signal });
    return { data, units, width, layout: 'unit-major' };
  };
  const [incoming, outgoing] = await Promise.all([bulk(centred, gram), bulk(residual)]);
  return { incoming, outgoing };
}
