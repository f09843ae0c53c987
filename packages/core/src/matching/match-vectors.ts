import { matrixProduct } from '../engine/matrix-product.ts';
import { ModelTraceError } from '../errors.ts';
import { type LinearAssignment, linearAssignment } from '../stats/linear-assignment.ts';

type Elements = Float32Array | Float64Array;

/** `unit-major`: [units, width]; `unit-minor`: [width, units]. */
export type VectorLayout = 'unit-major' | 'unit-minor';

export interface MatchVectorsOptions {
  /** [rows, width] or, unit-minor, [width, rows]. Its buffer and that of `b` are given back before the assignment. */
  a: Elements;
  /** [cols, width] likewise; at least as many as `rows`. */
  b: Elements;
  rows: number;
  cols: number;
  width: number;
  layoutA: VectorLayout;
  layoutB: VectorLayout;
  metric: 'cosine' | 'l2';
  /** [cols] the order in which the vectors of b are assigned. */
  order: Int32Array;
  /** Number format of products and costs. */
  dtype: 'float32' | 'float64';
  /** Cores that a product may use. */
  threads: number;
  /** [2] over shared memory: how many rows are multiplied, how many are assigned. */
  progress?: Int32Array;
}

export type VectorMatching = Pick<LinearAssignment, 'assignment' | 'total' | 'gap'>;

/**
 * The assignment of each vector of a to one of b that maximises the sum of cosines (uncentred, x.y / |x||y|) or minimises the
 * sum of squared distances. A vector of norm 0 has similarity 0 to every other.
 * @returns assignment [rows] of places in `order`, not of indices of b
 * @throws TRACE_DEGENERATE when all vectors of a side have norm 0; STATS_NON_FINITE
 * @param signal       looked at before each slice of the products
 * @param afterNative  called before the assignment, which is JavaScript to the end
 * O(rows cols width) and an assignment; memory beside the operands rows cols numbers.
 */
export async function matchVectors(
  options: MatchVectorsOptions,
  { signal, afterNative }: { signal?: Pick<AbortSignal, 'throwIfAborted'>; afterNative?: () => void } = {},
): Promise<VectorMatching> {
  const { rows, cols, width, layoutA, layoutB, metric, order, dtype, threads, progress } = options;
  const score = scores({
    ...{ metric, order },
    squaredA: squaredNorms(options.a, { units: rows, width, layout: layoutA }),
    squaredB: squaredNorms(options.b, { units: cols, width, layout: layoutB }),
  });
  const Format = dtype === 'float64' ? Float64Array : Float32Array;
  const inFormat = (values: Elements) => (values instanceof Format ? values : new Format(values));
  const a = inFormat(options.a);
  const b = inFormat(options.b);
  const cost = await matrixProduct<Elements>({
    ...{ a, b, m: rows, k: width, n: cols, threads },
    transposeA: layoutA === 'unit-minor',
    transposeB: layoutB === 'unit-major',
    signal,
    onRows(products, first) {
      score(products, first); // while they are in the cache
      if (progress !== undefined) Atomics.store(progress, 0, first + products.length / cols);
    },
  }); // [rows, cols]
  for (const buffer of new Set([options.a, options.b, a, b].map(({ buffer }) => buffer as ArrayBuffer)))
    buffer.transfer(0);
  afterNative?.();
  const { assignment, total, gap } = linearAssignment({
    ...{ cost, rows, cols, maximize: metric === 'cosine' },
    ...(progress !== undefined && { progress: progress.subarray(1) }),
  });
  return { assignment, total, gap };
}

/** Turns rows of inner products into cosines or squared distances, columns in the given order. */
function scores(options: {
  squaredA: Float64Array;
  squaredB: Float64Array;
  metric: 'cosine' | 'l2';
  order: Int32Array;
}): (products: Elements, firstRow: number) => void {
  const { squaredA, squaredB, metric, order } = options;
  const cols = order.length;
  const row = new Float64Array(cols);
  const inverseB = squaredB.map((squared) => (squared > 0 ? 1 / Math.sqrt(squared) : 0));
  return (products, firstRow) => {
    for (let offset = 0, u = firstRow; offset < products.length; offset += cols, u++) {
      row.set(products.subarray(offset, offset + cols));
      const inverseA = squaredA[u] > 0 ? 1 / Math.sqrt(squaredA[u]) : 0;
      if (metric === 'cosine') {
        for (let c = 0; c < cols; c++) {
          const v = order[c];
          products[offset + c] = row[v] * inverseA * inverseB[v];
        }
      } else {
        for (let c = 0; c < cols; c++) {
          const v = order[c];
          products[offset + c] = squaredA[u] + squaredB[v] - 2 * row[v];
        }
      }
    }
  };
}

/** Squared Euclidean norm of each vector. @throws STATS_NON_FINITE, TRACE_DEGENERATE */
function squaredNorms(
  data: Elements,
  { units, width, layout }: { units: number; width: number; layout: VectorLayout },
): Float64Array {
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
