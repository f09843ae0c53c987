import { tridiagonalNorm } from './tridiagonal-eigen.ts';
import { dot, normalize, subtract } from './vector.ts';

/** Solutions per vector at most; 2 are usual. */
const maxSolutions = 6;
/**
 * Eigenvalues so far apart, relative to the norm, have vectors that are orthogonal by themselves to some eps / 0.01: residuals of r
 * leave |x . y| <= 2 r / distance. (LAPACK's dstein takes 0.001, chained.)
 */
const farApart = 0.01;

/**
 * Unit eigenvectors of a symmetric tridiagonal matrix for its largest eigenvalues, by inverse iteration from a pseudo-random
 * start, each made orthogonal to those of near eigenvalues before it.
 * @param values  [count] eigenvalues to rounding, in descending order
 * @returns [count, n] rows; null when a vector leaves a residual above rounding
 * 12 n count near flops, for `near` eigenvalues within 0.01 of the norm. Source: LAPACK dstein; Golub and Van Loan, 8.4.2
 */
export function tridiagonalVectors(options: {
  diagonal: Float64Array;
  offDiagonal: Float64Array;
  values: Float64Array;
}): Float64Array | null {
  const { diagonal: d, offDiagonal: e, values } = options;
  const n = d.length;
  const norm = tridiagonalNorm(d, e);
  const rounding = norm === 0 ? 1 : Number.EPSILON * norm;
  const vectors = new Float64Array(values.length * n);
  const random = lehmer();
  let nearest = 0; // the first of the values before that is near
  for (const [index, value] of values.entries()) {
    const z = vectors.subarray(index * n, (index + 1) * n);
    while (values[nearest] - value > farApart * norm) nearest++;
    const solve = shiftedSolver({ d, e, shift: value, smallest: rounding });
    for (let i = 0; i < n; i++) z[i] = random();
    normalize(z);
    let isFound = false;
    for (let solution = 0; ; solution++) {
      solve(z);
      normalize(z);
      for (let i = nearest; i < index; i++) {
        const other = vectors.subarray(i * n, (i + 1) * n);
        subtract(z, other, dot(z, other));
      }
      normalize(z);
      if (isFound) break; // once more than needed: what the first time left of the others is gone
      isFound = residual({ d, e, value, z }) <= 4 * n * rounding;
      if (!isFound && solution === maxSolutions) return null;
    }
  }
  return vectors;
}

/** Solves (T - shift I) z = z in place: Gaussian elimination with row exchanges, pivots kept away from 0. */
function shiftedSolver(options: {
  d: Float64Array;
  e: Float64Array;
  shift: number;
  smallest: number;
}): (z: Float64Array) => void {
  const { d, e, shift, smallest } = options;
  const n = d.length;
  const pivots = new Float64Array(n); // row i of the upper factor: pivots[i], above[i], second[i]
  const above = new Float64Array(n);
  const second = new Float64Array(n);
  const factors = new Float64Array(n);
  const exchanged = new Uint8Array(n);
  let pivot = d[0] - shift;
  let next = e[0];
  for (let i = 0; i < n - 1; i++) {
    const below = e[i];
    const diagonal = d[i + 1] - shift;
    const off = e[i + 1];
    if (Math.abs(below) > Math.abs(pivot)) {
      exchanged[i] = 1;
      factors[i] = pivot / below;
      pivots[i] = below;
      above[i] = diagonal;
      second[i] = off;
      pivot = next - factors[i] * diagonal;
      next = -factors[i] * off;
    } else {
      pivots[i] = awayFromZero(pivot, smallest);
      factors[i] = below / pivots[i];
      above[i] = next;
      pivot = diagonal - factors[i] * next;
      next = off;
    }
  }
  pivots[n - 1] = awayFromZero(pivot, smallest);
  return (z) => {
    for (let i = 0; i < n - 1; i++) {
      if (exchanged[i] === 1) {
        const held = z[i];
        z[i] = z[i + 1];
        z[i + 1] = held;
      }
      z[i + 1] -= factors[i] * z[i];
    }
    z[n - 1] /= pivots[n - 1];
    if (n > 1) z[n - 2] = (z[n - 2] - above[n - 2] * z[n - 1]) / pivots[n - 2];
    for (let i = n - 3; i >= 0; i--) z[i] = (z[i] - above[i] * z[i + 1] - second[i] * z[i + 2]) / pivots[i];
  };
}

function awayFromZero(pivot: number, smallest: number): number {
  return Math.abs(pivot) >= smallest ? pivot : pivot < 0 ? -smallest : smallest;
}

/** |T z - value z| */
function residual({ d, e, value, z }: { d: Float64Array; e: Float64Array; value: number; z: Float64Array }): number {
  const n = d.length;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const before = i > 0 ? e[i - 1] * z[i - 1] : 0;
    const after = i < n - 1 ? e[i] * z[i + 1] : 0;
    squares += ((d[i] - value) * z[i] + before + after) ** 2;
  }
  return Math.sqrt(squares);
}

/** Park and Miller's generator, numbers in (-1, 1). */
function lehmer(): () => number {
  let state = 4711;
  return () => {
    state = (state * 48271) % 2147483647;
    return (2 * state) / 2147483647 - 1;
  };
}
