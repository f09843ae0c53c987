import type { VectorLayout } from '../matching/match-vectors.ts';
import type { MatchMetric } from '../results/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Features of the hidden units of one block, float64. */
export interface UnitFeatures {
  data: Float64Array;
  units: number;
  /** Numbers per unit: d for weights, tokens for activations. */
  width: number;
  /** `unit-major`: [units, width]; `unit-minor`: [width, units]. */
  layout: VectorLayout;
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
  /** [m] 1 for a unit of a that is not zero, nor is its partner; absent: none is. */
  counted?: Uint8Array;
}

export interface MatchUnitsOptions {
  a: ComparedFeatures;
  b: ComparedFeatures;
  metric: MatchMetric;
  pool: ThreadPool;
  random: SeededRandom;
  /** The features are not needed afterwards: they are given to the comparison, and their memory back before the assignment. */
  spent?: boolean;
  /** Called when the features are not looked at any more. */
  onMultiplied?: () => void;
  /** Cores that the products may use; default one, since blocks are compared side by side. */
  threads?: number;
  /** Told from time to time what share of the work is done, below 1. */
  onShare?: (share: number) => void;
  signal?: AbortSignal;
}

/**
 * The one-to-one matching of the hidden units of b to those of a that maximises the sum of cosines
 * (uncentred, x.y / |x||y|) or minimises the sum of squared distances. Made by a thread of the pool.
 *
 * The units of b are relabelled at random before the assignment and back after it. Where the optimum is unique that changes
 * nothing; where it is not (dead or duplicated units) the solver would otherwise prefer low indices, which reads as
 * agreement with the identity and makes p-values too small. A unit of norm 0 has similarity 0 to every other, so that zero
 * units find each other: where they stand (padding at the end) is no evidence, and `counted` leaves them out.
 * @throws TRACE_DEGENERATE when all units of a side have norm 0; STATS_NON_FINITE
 */
export async function matchUnits(options: MatchUnitsOptions): Promise<UnitMatching> {
  const { a, b, metric, pool, random, spent = false, onMultiplied, threads = 1, onShare, signal } = options;
  const relabelling = random.permutation(b.units);
  const [zeroA, zeroB] = [zeroUnits(a), zeroUnits(b)]; // before they are spent
  const given = ({ data }: ComparedFeatures) =>
    spent && data.byteLength === data.buffer.byteLength ? data : data.slice();
  const watched = onShare || onMultiplied ? watchMatching(a.units, { onMultiplied, onShare }) : null;
  const { assignment, total, gap } = await pool
    .matchVectors({
      // Copies of features are made when their turn comes.
      whenStarted: () => ({
        ...{ a: given(a), b: given(b), rows: a.units, cols: b.units, width: a.width },
        ...{ layoutA: a.layout, layoutB: b.layout, metric, threads },
        order: relabelling.slice(),
        dtype: isComparedInFloat32(Math.max(a.units, b.units), a.width) ? 'float32' : 'float64',
        ...(watched && { progress: watched.progress }),
      }),
      signal,
    })
    .finally(() => watched?.stop());
  const scale = Math.abs(total) / a.units;
  const permutation = assignment.map((column) => relabelling[column]);
  return {
    permutation,
    tieGap: scale > 0 ? gap / scale : 0,
    ...((zeroA || zeroB) && {
      counted: Uint8Array.from(permutation, (v, u) => (zeroA?.[u] || zeroB?.[v] ? 0 : 1)),
    }),
  };
}

/** [units] 1 for each of norm 0; null: there is none, which few numbers of each show. */
function zeroUnits({ data, units, width, layout }: ComparedFeatures): Uint8Array | null {
  const [ofUnit, ofNumber] = layout === 'unit-major' ? [width, 1] : [1, units];
  const zero = new Uint8Array(units);
  let count = 0;
  for (let u = 0; u < units; u++) {
    let i = 0;
    while (i < width && data[u * ofUnit + i * ofNumber] === 0) i++;
    if (i < width) continue;
    zero[u] = 1;
    count++;
  }
  return count === 0 ? null : zero;
}

/** Looks at the counters that a thread writes, and tells when they have grown. */
function watchMatching(
  rows: number,
  { onMultiplied, onShare }: Pick<MatchUnitsOptions, 'onMultiplied' | 'onShare'>,
): { progress: Int32Array; stop(): void } {
  const progress = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  let most = 0;
  let isMultiplied = false;
  const multiplied = () => {
    if (!isMultiplied) onMultiplied?.();
    isMultiplied = true;
  };
  const timer = setInterval(() => {
    const [products, assigned] = [Atomics.load(progress, 0), Atomics.load(progress, 1)];
    if (products === rows) multiplied();
    const share = (productShare * products + (1 - productShare) * assigned) / rows;
    if (share <= most) return;
    most = share;
    onShare?.(Math.min(share, lastShare)); // the duals are still to be checked
  }, shareEveryMs);
  return {
    progress,
    stop() {
      clearInterval(timer);
      multiplied();
    },
  };
}

/** Often enough for a bar, seldom enough to cost nothing. */
const shareEveryMs = 200;
/** How much of the work the products are: five sixths at 11,008 units of 4,096 weights, half at 3,072 of 768. */
const productShare = 0.75;
const lastShare = 0.99;

/** Memory that comparisons take: features, of one pair of blocks in the format they are stored in, and the costs of it. */
export function comparisonBytes({ units, width }: { units: number; width: number }): {
  features: number;
  costs: number;
} {
  const isWide = isComparedInFloat32(units, width);
  return { features: 2 * (isWide ? 4 : 12) * units * width, costs: (isWide ? 4 : 8) * units * units };
}
