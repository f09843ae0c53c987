import { firstElement, type ReflectionKernel, reflectionKernel } from './reflection-kernel.ts';
import { type Reflections, reflect } from './reflections.ts';

export interface Tridiagonal {
  /** [n] */
  diagonal: Float64Array;
  /** [n] offDiagonal[i] couples i and i + 1; the last is 0. */
  offDiagonal: Float64Array;
  /** Q of A = Q T Q^T. */
  reflections: Reflections;
}

/**
 * A = Q T Q^T by Householder reflections, T tridiagonal. Reflection k takes the trailing block A' to A' - v w^T - w v^T, with
 * p = beta A' v, w = p - (beta p.v / 2) v. The block is written when the next product with it is taken, so that each step passes
 * once over one triangle, two rows at a time by WebAssembly: 0.055 s of one core at n = 768, where loops over typed arrays took 0.3.
 * @param a  [n, n] symmetric, row-major, the lower triangle is used; not written
 * 4/3 n^3 flops
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const block = trailingBlock(a, n);
  const vectors = new Float64Array(n * n);
  const betas = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const v = new Float64Array(n); // of the step before; zeros change nothing
  const w = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const x = vectors.subarray(k * n, (k + 1) * n);
    const { rows, even } = block;
    for (let i = k; i < n; i++) x[i] = rows[i * even + k] - (v[i] * w[k] + w[i] * v[k]);
    diagonal[k] = x[k];
    x[k] = 0;
    if (k === n - 1) break;
    const { alpha, beta } = reflect(x, k + 1);
    offDiagonal[k] = alpha;
    betas[k] = beta;
    updateAndMultiply(block, { n, from: k + 1, v, w, x, p });
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      p[i] *= beta;
      dot += p[i] * x[i];
    }
    const shift = (beta * dot) / 2;
    for (let i = k + 1; i < n; i++) {
      v[i] = x[i];
      w[i] = p[i] - shift * x[i];
    }
  }
  return { diagonal, offDiagonal, reflections: { vectors, betas, n } };
}

/** What is left of a matrix, in the memory of the kernel; an odd one has a row and a column of zeros more. */
interface TrailingBlock {
  kernel: ReflectionKernel;
  /** Rows and columns. */
  even: number;
  /** [even, even] */
  rows: Float64Array;
  /** [even / 2, 8] v, w, x and p of two columns together. */
  zipped: Float64Array;
  /** Addresses of the two. */
  rowsAt: number;
  zippedAt: number;
}

function trailingBlock(a: Float64Array, n: number): TrailingBlock {
  const even = n + (n % 2);
  const kernel = reflectionKernel(4 * even + even * even);
  const rowsFrom = firstElement + 4 * even;
  const zipped = kernel.memory.subarray(firstElement, rowsFrom).fill(0);
  const rows = kernel.memory.subarray(rowsFrom, rowsFrom + even * even);
  if (n < even) rows.fill(0);
  for (let i = 0; i < n; i++) rows.set(a.subarray(i * n, i * n + i + 1), i * even);
  return { kernel, even, rows, zipped, rowsAt: 8 * rowsFrom, zippedAt: 8 * firstElement };
}

/** A' -= v w^T + w v^T, p = A' x, over the lower triangle of the block from row and column `from`. */
function updateAndMultiply(
  block: TrailingBlock,
  options: { n: number; from: number; v: Float64Array; w: Float64Array; x: Float64Array; p: Float64Array },
): void {
  const { kernel, even, rows, zipped, rowsAt, zippedAt } = block;
  const { n, from, v, w, x, p } = options;
  const first = from & ~1; // the column before `from`, where it is in, has x = 0
  for (let j = first; j < n; j++) {
    const at = 4 * (j & ~1) + (j & 1);
    zipped[at] = v[j];
    zipped[at + 2] = w[j];
    zipped[at + 4] = x[j];
    zipped[at + 6] = 0;
  }
  for (let i = first; i < even; i += 2) {
    const hasSecond = i + 1 < n;
    const [vi, wi, xi] = [v[i], w[i], x[i]];
    const [vj, wj, xj] = hasSecond ? [v[i + 1], w[i + 1], x[i + 1]] : [0, 0, 0];
    const at = i * even + i;
    // The 2 x 2 triangle on the diagonal.
    const corner = rows[at] - 2 * vi * wi;
    const below = rows[at + even] - (vj * wi + wj * vi);
    const next = rows[at + even + 1] - 2 * vj * wj;
    rows[at] = corner;
    rows[at + even] = below;
    rows[at + even + 1] = next;
    let product = corner * xi + below * xj;
    let productNext = below * xi + next * xj;
    if (i > first) {
      const row = rowsAt + 8 * (i * even + first);
      kernel.update(row, row + 8 * even, zippedAt + 32 * first, zippedAt + 32 * i, vi, wi, xi, vj, wj, xj);
      product += kernel.memory[0] + kernel.memory[1];
      productNext += kernel.memory[2] + kernel.memory[3];
    }
    zipped[4 * i + 6] += product;
    zipped[4 * i + 7] += productNext;
  }
  for (let j = from; j < n; j++) p[j] = zipped[4 * (j & ~1) + (j & 1) + 6];
}
