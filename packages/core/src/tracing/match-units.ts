import { setImmediate } from 'node:timers/promises';
import { matrixProduct } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import type { MatchMetric } from '../results/index.ts';
import { releaseBuffers, type ThreadPool } from '../threads/index.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Features of the hidden units of one block, float64. */
export interface UnitFeatures {
  data: Float64Array;
  units: number;
  /** Numbers per unit: d for weights, tokens for activations. */
  width: number;
  /** `unit-major`: [units, width]; `unit-minor`: [width, units]. */
  layout: 'unit-major' | 'unit-minor';
}

/** Features as they may be handed to a comparison: float32 where nothing has been computed from what is stored. */
export interface ComparedFeatures extends Omit<UnitFeatures, 'data'> {
  data: Float64Array | Float32Array;
}

/**
 * Up to here products and costs are float64, so that an assignment does not depend on the order of additions: multiplications of
 * a product that take 0.1 s on two cores, and pairs of units whose costs take 0.5 GB. Float32 is two to four times as fast; what it
 * changes does not depend on how units are called.
 */
const float64Limits = { multiplications: 2 ** 32, pairs: 2 ** 26 };

/** Whether MLPs of so many units, of the wider where they differ, each described by `width` numbers, are compared in float32. */
export function isComparedInFloat32(units: number, width: number): boolean {
  return units * units > float64Limits.pairs || units * units * width > float64Limits.multiplications;
}

export interface UnitMatching {
  /** [m] unit of b assigned to each unit of a. */
  permutation: Int32Array;
  /** How much worse any other matching is at the least, relative to the mean |score| of a matched pair. 0: a tie. */
  tieGap: number;
}

export interface MatchUnitsOptions {
  a: ComparedFeatures;
  b: ComparedFeatures;
  metric: MatchMetric;
  pool: ThreadPool;
  random: SeededRandom;
  /** The features are not needed afterwards: their memory is given back before the assignment. */
  spent?: boolean;
  /** Told from time to time what share of the units is assigned, below 1. */
  onShare?: (share: number) => void;
  signal?: AbortSignal;
}

/**
 * The one-to-one matching of the hidden units of b to those of a that maximises the sum of cosines
 * (uncentred, x.y / |x||y|) or minimises the sum of squared distances.
 *
 * The units of b are relabelled at random before the assignment and back after it. Where the optimum is unique that changes
 * nothing; where it is not (dead or duplicated units) the solver would otherwise prefer low indices, which reads as
 * agreement with the identity and makes p-values too small. A unit of norm 0 has similarity 0 to every other.
 * @throws TRACE_DEGENERATE when all units of a side have norm 0; STATS_NON_FINITE
 */
export async function matchUnits(options: MatchUnitsOptions): Promise<UnitMatching> {
  const { a, b, metric, pool, random, spent = false, onShare, signal } = options;
  const relabelling = random.permutation(b.units);
  const squared = { a: squaredNorms(a), b: squaredNorms(b) };
  const Format = isComparedInFloat32(Math.max(a.units, b.units), a.width) ? Float32Array : Float64Array;
  const inFormat = ({ data }: ComparedFeatures) => (data instanceof Format ? data : new Format(data));
  const products = await matrixProduct<Float64Array | Float32Array>({
    a: inFormat(a),
    b: inFormat(b),
    m: a.units,
    k: a.width,
    n: b.units,
    transposeA: a.layout === 'unit-minor',
    transposeB: b.layout === 'unit-major',
    signal,
  }); // [a.units, b.units]
  if (spent) for (const { data } of [a, b]) releaseBuffers({ data });
  const cost = await scoreInPlace({ products, squaredA: squared.a, squaredB: squared.b, metric, relabelling, signal });
  const watched = onShare === undefined ? null : watchAssignment(a.units, onShare);
  const { assignment, total, gap } = await pool
    .linearAssignment({
      ...{ cost, rows: a.units, cols: b.units, maximize: metric === 'cosine' },
      ...(watched && { progress: watched.progress }),
      signal,
    })
    .finally(() => watched?.stop());
  const scale = Math.abs(total) / a.units;
  return {
    permutation: assignment.map((column) => relabelling[column]),
    tieGap: scale > 0 ? gap / scale : 0,
  };
}

/** Looks at a counter of assigned rows that a thread writes, and tells when it has grown. */
function watchAssignment(rows: number, onShare: (share: number) => void): { progress: Int32Array; stop(): void } {
  const progress = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let most = 0;
  const timer = setInterval(() => {
    const assigned = Atomics.load(progress, 0);
    if (assigned <= most) return;
    most = assigned;
    onShare(Math.min(assigned / rows, lastShare)); // the duals are still to be checked
  }, shareEveryMs);
  return { progress, stop: () => clearInterval(timer) };
}

/** Often enough for a bar, seldom enough to cost nothing. */
const shareEveryMs = 200;
const lastShare = 0.99;

/** Memory that a comparison takes, its features included, which are float32 before. */
export function comparisonBytes({ units, width }: { units: number; width: number }): number {
  const isWide = isComparedInFloat32(units, width);
  return (isWide ? 4 : 8) * units * units + 2 * (isWide ? 4 : 12) * units * width;
}

/** Cells between two turns of the event loop. */
const cellsPerTurn = 2 ** 23;

/** Turns inner products into cosines or squared distances, columns in the order of `relabelling`. Overwrites `products`. */
async function scoreInPlace(options: {
  products: Float64Array | Float32Array;
  squaredA: Float64Array;
  squaredB: Float64Array;
  metric: MatchMetric;
  relabelling: Int32Array;
  signal?: AbortSignal;
}): Promise<Float64Array | Float32Array> {
  const { products, squaredA, squaredB, metric, relabelling, signal } = options;
  const cols = squaredB.length;
  const rowsPerTurn = Math.ceil(cellsPerTurn / cols);
  const row = new Float64Array(cols);
  const inverseB = squaredB.map((squared) => (squared > 0 ? 1 / Math.sqrt(squared) : 0));
  for (let u = 0; u < squaredA.length; u++) {
    if (u % rowsPerTurn === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
    const offset = u * cols;
    row.set(products.subarray(offset, offset + cols));
    const inverseA = squaredA[u] > 0 ? 1 / Math.sqrt(squaredA[u]) : 0;
    if (metric === 'cosine') {
      for (let c = 0; c < cols; c++) {
        const v = relabelling[c];
        products[offset + c] = row[v] * inverseA * inverseB[v];
      }
    } else {
      for (let c = 0; c < cols; c++) {
        const v = relabelling[c];
        products[offset + c] = squaredA[u] + squaredB[v] - 2 * row[v];
      }
    }
  }
  return products;
}

/** Squared Euclidean norm of each unit. @throws STATS_NON_FINITE, TRACE_DEGENERATE */
function squaredNorms({ data, units, width, layout }: ComparedFeatures): Float64Array {
  const norms = new Float64Array(units);
  if (layout === 'unit-major') {
    for (let u = 0; u < units; u++) {
      let sum = 0;
      for (let i = u * width; i < (u + 1) * width; i++) sum += data[i] * data[i];
      norms[u] = sum;
    }
  } else {
    for (let t = 0; t < width; t++) {
      for (let u = 0; u < units; u++) {
        const value = data[t * units + u];
        norms[u] += value * value;
      }
    }
  }
  let largest = 0;
  for (const norm of norms) {
    if (!Number.isFinite(norm))
      throw new ModelTraceError('STATS_NON_FINITE', 'The features of a hidden unit are not finite');
    if (norm > largest) largest = norm;
  }
  if (largest === 0) {
    throw new ModelTraceError('TRACE_DEGENERATE', `All ${units} hidden units of a block are zero`, {
      fix: 'The block was pruned away or never trained; leave it out by naming the block pairs to compare',
    });
  }
  return norms;
}
