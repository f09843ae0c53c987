import { ModelTraceError } from '../../errors.ts';
import { assertFinite, assertSquare } from './assert-square.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface SingularValues {
  /** [n] largest first. */
  values: Float64Array;
  /** [n, n] row i is the left singular vector of values[i]. */
  left: Float64Array;
  /** [n, n] row i is the right singular vector of values[i]. */
  right: Float64Array;
}

/** Sweeps of Jacobi rotations; after the eigenvectors 2 to 4 are usual. */
const maxSweeps = 40;

/**
 * Singular value decomposition A = sum_i values[i] left[i]^T right[i] of a square matrix.
 *
 * Eigenvectors of A^T A give right vectors that are good except among the smallest singular values (A^T A squares the
 * condition); one-sided Jacobi on A V then makes the columns orthogonal to working precision, whatever their size.
 * Values below n eps of the largest count as 0; their left vectors complete the basis.
 * @param a  [n, n] row-major float64, finite; not written
 * @throws STATS_SHAPE, STATS_NON_FINITE, STATS_NOT_CONVERGED
 * O(n^3). Source: Drmac and Veselic 2008, doi:10.1137/050639193 (one-sided Jacobi)
 */
export function singularValues({ a, n }: { a: Float64Array; n: number }): SingularValues {
  assertSquare(a, n);
  assertFinite(a);
  const scaled = scaledToOne(a);
  const { vectors: right } = symmetricEigen({ a: gramOfColumns(scaled.matrix, n), n });
  const images = imagesOfRows({ matrix: scaled.matrix, rows: right, n }); // row i: A v_i
  orthogonalize({ images, right, n });
  return normalized({ images, right, n, scale: scaled.scale });
}

/** Divides by the largest element, so that squares neither overflow nor vanish. */
function scaledToOne(a: Float64Array): { matrix: Float64Array; scale: number } {
  let scale = 0;
  for (const value of a) scale = Math.max(scale, Math.abs(value));
  return scale === 0 ? { matrix: a, scale: 1 } : { matrix: a.map((value) => value / scale), scale };
}

/** A^T A */
function gramOfColumns(a: Float64Array, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const row = a.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      const factor = row[i];
      const target = gram.subarray(i * n, (i + 1) * n);
      for (let j = 0; j < n; j++) target[j] += factor * row[j];
    }
  }
  return gram;
}

function imagesOfRows({ matrix, rows, n }: { matrix: Float64Array; rows: Float64Array; n: number }): Float64Array {
  const images = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const v = rows.subarray(i * n, (i + 1) * n);
    for (let r = 0; r < n; r++) {
      const row = matrix.subarray(r * n, (r + 1) * n);
      let sum = 0;
      for (let c = 0; c < n; c++) sum += row[c] * v[c];
      images[i * n + r] = sum;
    }
  }
  return images;
}

/** Rotates pairs of rows until all are orthogonal, relative to their own lengths; `right` along with them. */
function orthogonalize({ images, right, n }: { images: Float64Array; right: Float64Array; n: number }): void {
  const tolerance = n * Number.EPSILON;
  const squared = new Float64Array(n);
  for (let sweep = 0; sweep < maxSweeps; sweep++) {
    for (let i = 0; i < n; i++) squared[i] = dot({ rows: images, i, j: i, n });
    let largest = 0;
    for (const one of squared) largest = Math.max(largest, one);
    const negligible = (n * Number.EPSILON) ** 2 * largest; // null vectors need not be orthogonal: they are replaced
    let rotations = 0;
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) {
        if (squared[i] <= negligible || squared[j] <= negligible) continue;
        const product = dot({ rows: images, i, j, n });
        if (Math.abs(product) <= tolerance * Math.sqrt(squared[i] * squared[j])) continue;
        rotations++;
        const zeta = (squared[j] - squared[i]) / (2 * product);
        const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const c = 1 / Math.hypot(1, t);
        const s = c * t;
        rotate({ rows: images, i, j, n, c, s });
        rotate({ rows: right, i, j, n, c, s });
        squared[i] -= t * product;
        squared[j] += t * product;
      }
    }
    if (rotations === 0) return;
  }
  throw new ModelTraceError('STATS_NOT_CONVERGED', `Singular vectors of a ${n} x ${n} matrix do not converge`);
}

function normalized(options: { images: Float64Array; right: Float64Array; n: number; scale: number }): SingularValues {
  const { images, right, n, scale } = options;
  const lengths = Float64Array.from({ length: n }, (_, i) => Math.sqrt(dot({ rows: images, i, j: i, n })));
  const order = Array.from(lengths.keys()).sort((i, j) => lengths[j] - lengths[i]);
  const floor = n > 0 ? n * Number.EPSILON * lengths[order[0]] : 0;
  const sorted: SingularValues = {
    values: new Float64Array(n),
    left: new Float64Array(n * n),
    right: new Float64Array(n * n),
  };
  for (const [to, from] of order.entries()) {
    sorted.right.set(right.subarray(from * n, (from + 1) * n), to * n);
    if (lengths[from] > floor) {
      sorted.values[to] = lengths[from] * scale;
      for (let r = 0; r < n; r++) sorted.left[to * n + r] = images[from * n + r] / lengths[from];
    } else {
      completeBasis(sorted.left, to, n);
    }
  }
  return sorted;
}

/** Writes to row `count` a unit vector orthogonal to the rows before it: the unit axis that they cover least. */
function completeBasis(rows: Float64Array, count: number, n: number): void {
  const covered = new Float64Array(n);
  for (let i = 0; i < count; i++) for (let c = 0; c < n; c++) covered[c] += rows[i * n + c] ** 2;
  const target = rows.subarray(count * n, (count + 1) * n);
  target[covered.indexOf(Math.min(...covered))] = 1;
  for (let pass = 0; pass < 2; pass++) {
    // Twice is enough (Kahan and Parlett, in Parlett, The Symmetric Eigenvalue Problem, 6.9).
    for (let i = 0; i < count; i++) {
      const product = dot({ rows, i, j: count, n });
      for (let c = 0; c < n; c++) target[c] -= product * rows[i * n + c];
    }
    const length = Math.hypot(...target);
    for (let c = 0; c < n; c++) target[c] /= length;
  }
}

function dot({ rows, i, j, n }: { rows: Float64Array; i: number; j: number; n: number }): number {
  const x = rows.subarray(i * n, (i + 1) * n);
  const y = rows.subarray(j * n, (j + 1) * n);
  let first = 0; // two sums: the additions of one do not wait for the other's
  let second = 0;
  let k = 0;
  for (; k + 1 < n; k += 2) {
    first += x[k] * y[k];
    second += x[k + 1] * y[k + 1];
  }
  return first + second + (k < n ? x[k] * y[k] : 0);
}

/** Rows i and j: (x, y) -> (c x - s y, s x + c y). */
function rotate(options: { rows: Float64Array; i: number; j: number; n: number; c: number; s: number }): void {
  const { rows, i, j, n, c, s } = options;
  const x = rows.subarray(i * n, (i + 1) * n);
  const y = rows.subarray(j * n, (j + 1) * n);
  for (let k = 0; k < n; k++) {
    const first = x[k];
    const second = y[k];
    x[k] = c * first - s * second;
    y[k] = s * first + c * second;
  }
}
