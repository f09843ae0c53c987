import { firstElement, reflectionKernel } from './reflection-kernel.ts';

/** Q = H_0 H_1 ... H_(n-2), H_k = I - betas[k] v_k^T v_k. */
export interface Reflections {
  /** [n, n] row k: v_k, zero up to element k. */
  vectors: Float64Array;
  /** [n] */
  betas: Float64Array;
  n: number;
}

/**
 * Householder vector of v[from..]: (I - beta v v^T) maps it to alpha e_from. Overwrites v.
 * Scaled by the largest element, so that squares neither overflow nor vanish.
 */
export function reflect(v: Float64Array, from: number): { alpha: number; beta: number } {
  let scale = 0;
  for (let i = from; i < v.length; i++) scale = Math.max(scale, Math.abs(v[i]));
  let tail = 0;
  for (let i = from + 1; i < v.length; i++) tail += (v[i] / scale) ** 2;
  if (scale === 0 || tail === 0) {
    const alpha = v[from];
    v.fill(0, from);
    return { alpha, beta: 0 };
  }
  for (let i = from; i < v.length; i++) v[i] /= scale;
  const norm = Math.sqrt(v[from] ** 2 + tail);
  const alpha = v[from] > 0 ? -norm : norm;
  v[from] -= alpha;
  return { alpha: alpha * scale, beta: 2 / (v[from] ** 2 + tail) };
}

/**
 * Z Q^T in place: each row z^T becomes (Q z)^T. Four rows at a time, so that a vector is loaded once for four.
 * @param rows  [count, n]
 * 2 n^2 count flops
 */
export function applyReflections({ vectors, betas, n }: Reflections, rows: Float64Array): void {
  const count = n === 0 ? 0 : rows.length / n;
  const even = n + (n % 2);
  const kernel = reflectionKernel(5 * even);
  const v = kernel.memory.subarray(firstElement, firstElement + even).fill(0);
  const z = kernel.memory.subarray(firstElement + even, firstElement + 5 * even).fill(0); // pairs of four rows
  const end = 8 * (firstElement + even);
  const place = (row: number, j: number) => 4 * (j & ~1) + 2 * row + (j & 1);
  for (let i = 0; i < count; i += 4) {
    const group = Math.min(4, count - i);
    for (let row = 0; row < group; row++) for (let j = 0; j < n; j++) z[place(row, j)] = rows[(i + row) * n + j];
    for (let k = n - 2; k >= 0; k--) {
      if (betas[k] === 0) continue;
      const from = (k + 1) & ~1; // v is zero up to k
      v.set(vectors.subarray(k * n + from, (k + 1) * n), from);
      kernel.reflect(8 * (firstElement + from), end, 8 * (firstElement + even + 4 * from), betas[k]);
    }
    for (let row = 0; row < group; row++) for (let j = 0; j < n; j++) rows[(i + row) * n + j] = z[place(row, j)];
  }
}
