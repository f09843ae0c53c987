import { matrixProduct } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import { spdInverse } from '../stats/index.ts';
import type { ComparedFeatures } from './match-units.ts';
import { columnMeans } from './remove-leading-directions.ts';

/** Ridge penalty relative to the mean eigenvalue of the Gram matrix (design note). */
const relativeRidge = 0.01;

/**
 * What of each unit's outgoing weights its incoming weights do not predict, the unit itself left out of the fit:
 *
 *   X = [w_in / mean_u |w_in[u]|, 1],  G = X^T X + lambda I,  lambda = 0.01 trace(X^T X) / (d + 1)
 *   H = X G^-1 X^T,  r[u] = (w_out - H w_out)[u] / (1 - H_uu)
 *
 * (leave-one-out residual of ridge regression; H is never formed.) Products with matrices of all units are in the number format of
 * these, the inverse is float64.
 * @param wIn   [units, d]
 * @param wOut  [units, d], in the same format
 * @returns r [units, d]
 * @throws TRACE_DEGENERATE when all incoming weights are zero
 */
export async function leaveOneOutResidual(options: {
  wIn: Elements;
  wOut: Elements;
  /** The Gram matrix [d, d] of w_in minus its mean over units. */
  gram: Elements;
  units: number;
  width: number;
  signal?: AbortSignal;
}): Promise<Elements> {
  const { wIn, wOut, units, width: d, signal } = options;
  const p = d + 1;
  const Format = wIn instanceof Float64Array ? Float64Array : Float32Array;
  const scale = inverseMeanNorm(wIn, units, d);
  const x = designMatrix(wIn, { units, d, scale }); // [units, p]
  const gram = gramOfDesign(options, scale);
  let trace = 0;
  for (let i = 0; i < p; i++) trace += gram[i * p + i];
  const lambda = (relativeRidge * trace) / p;
  for (let i = 0; i < p; i++) gram[i * p + i] += lambda;
  const inverse = new Format(await spdInverse({ a: gram, n: p, product: matrixProduct, signal }));
  const xInverse = await matrixProduct({ a: x, b: inverse, m: units, k: p, n: p }); // X G^-1
  const crossOut = await matrixProduct({ a: x, b: wOut, m: p, k: units, n: d, transposeA: true }); // X^T w_out
  const fitted = await matrixProduct({ a: xInverse, b: crossOut, m: units, k: p, n: d }); // H w_out
  const residual = new Format(units * d);
  for (let u = 0; u < units; u++) {
    let leverage = 0; // H_uu
    for (let i = u * p; i < (u + 1) * p; i++) leverage += xInverse[i] * x[i];
    const left = 1 / (1 - leverage);
    for (let i = u * d; i < (u + 1) * d; i++) residual[i] = (wOut[i] - fitted[i]) * left;
  }
  return residual;
}

type Elements = ComparedFeatures['data'];

/** 1 / mean_u |w_in[u]| */
function inverseMeanNorm(wIn: Elements, units: number, d: number): number {
  let normSum = 0;
  for (let u = 0; u < units; u++) {
    let squared = 0;
    for (let i = u * d; i < (u + 1) * d; i++) squared += wIn[i] * wIn[i];
    normSum += Math.sqrt(squared);
  }
  if (normSum === 0)
    throw new ModelTraceError('TRACE_DEGENERATE', `All incoming weights of ${units} hidden units are zero`);
  return units / normSum;
}

function designMatrix(wIn: Elements, { units, d, scale }: { units: number; d: number; scale: number }): Elements {
  const p = d + 1;
  const x = new (wIn instanceof Float64Array ? Float64Array : Float32Array)(units * p);
  for (let u = 0; u < units; u++) {
    for (let j = 0; j < d; j++) x[u * p + j] = wIn[u * d + j] * scale;
    x[u * p + d] = 1;
  }
  return x;
}

/** X^T X [d + 1, d + 1] from that of w_in minus its mean. */
function gramOfDesign(
  { wIn, gram, units, width: d }: { wIn: Elements; gram: Elements; units: number; width: number },
  scale: number,
): Float64Array {
  const p = d + 1;
  const design = new Float64Array(p * p);
  const means = columnMeans(wIn, d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) design[i * p + j] = (gram[i * d + j] + units * means[i] * means[j]) * scale ** 2;
    design[i * p + d] = design[d * p + i] = means[i] * units * scale;
  }
  design[p * p - 1] = units;
  return design;
}
