import { matrixProduct } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import type { UnitFeatures } from '../tracing/match-units.ts';
import { seededRandom } from '../tracing/seeded-random.ts';

/** Raised whenever the same weights could give another signature. */
export const signatureVersion = 1;
/** Units of a block that a signature keeps. 1,024 need some 10 ms of assignment, all 3,072 of GPT-2 ten times as much. */
export const maxUnits = 1024;
/** Numbers of each of them. */
export const maxWidth = 256;

/**
 * What a signature keeps of the units of one block: of at most 1,024 units, drawn once for each m, the direction of their
 * weights, projected on at most 256 random directions, drawn once for each d:
 *
 *   x_u = w_u R / |w_u R|,   R: [d, k] of independent signs,   k = d and R = I where d <= 256;   rounded to float16
 *
 * The same units and the same R for every model, chosen without looking at any: what is done to a unit depends on nothing but
 * its own weights, so units that are exchangeable stay so and csu on signatures is as exact as csu. What it loses is power:
 * the angle between units is known to 1/sqrt(k) (Johnson and Lindenstrauss), and of 3 or 10 times as many units.
 * @param weights  unit-major, [m, d]; a unit of norm 0 stays one
 * @returns unit-major, [min(m, 1024), min(d, 256)]
 * @throws STATS_NON_FINITE
 * Source: Achlioptas 2003, doi:10.1016/S0022-0000(03)00025-4 (projections of signs)
 */
export async function signatureFeatures(weights: UnitFeatures): Promise<UnitFeatures> {
  const { units: m, width: d } = weights;
  const kept = keptUnits(m);
  const rows = new Float64Array(kept.length * d);
  for (const [i, unit] of kept.entries()) rows.set(weights.data.subarray(unit * d, (unit + 1) * d), i * d);
  const width = Math.min(d, maxWidth);
  const data =
    width === d
      ? rows
      : ((await matrixProduct({ a: rows, b: signs(d, width), m: kept.length, k: d, n: width })) as Float64Array);
  return { data: halves(unitRows(data, width)), units: kept.length, width, layout: 'unit-major' };
}

/** Which of m units, ascending. */
function keptUnits(m: number): Int32Array {
  return seededRandom(signatureVersion, 'signature units', m).permutation(m).slice(0, maxUnits).sort();
}

const drawn = new Map<number, Float64Array>();

/** [d, width] */
function signs(d: number, width: number): Float64Array {
  let matrix = drawn.get(d);
  if (matrix === undefined) {
    const random = seededRandom(signatureVersion, 'signature directions', d);
    matrix = Float64Array.from({ length: d * width }, () => 2 * random.int(2) - 1);
    drawn.set(d, matrix);
  }
  return matrix;
}

/** Rows of norm 1, in place. */
function unitRows(data: Float64Array, width: number): Float64Array {
  for (let start = 0; start < data.length; start += width) {
    let squared = 0;
    for (let i = start; i < start + width; i++) squared += data[i] * data[i];
    if (!Number.isFinite(squared))
      throw new ModelTraceError('STATS_NON_FINITE', 'The weights of a hidden unit are not finite');
    const scale = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let i = start; i < start + width; i++) data[i] *= scale;
  }
  return data;
}

/** As they come back from a file: models with a signature on disk and those just read are treated alike. */
function halves(data: Float64Array): Float64Array {
  return new Float64Array(new Float16Array(data));
}
