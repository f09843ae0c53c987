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
  const row = (i: number) => rows.subarray(i * n, (i + 1) * n);
  const spare = new Float64Array(3 * n);
  for (let i = 0; i < count; i += 4) {
    const group = [0, 1, 2, 3].map((k) => (i + k < count ? row(i + k) : spare.subarray((k - 1) * n, k * n)));
    for (let k = n - 2; k >= 0; k--) {
      if (betas[k] !== 0) reflectFour(vectors.subarray(k * n, (k + 1) * n), { beta: betas[k], from: k + 1, group });
    }
  }
}

function reflectFour(
  v: Float64Array,
  { beta, from, group: [z0, z1, z2, z3] }: { beta: number; from: number; group: readonly Float64Array[] },
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = from; j < v.length; j++) {
    const vj = v[j];
    s0 += vj * z0[j];
    s1 += vj * z1[j];
    s2 += vj * z2[j];
    s3 += vj * z3[j];
  }
  s0 *= beta;
  s1 *= beta;
  s2 *= beta;
  s3 *= beta;
  for (let j = from; j < v.length; j++) {
    const vj = v[j];
    z0[j] -= s0 * vj;
    z1[j] -= s1 * vj;
    z2[j] -= s2 * vj;
    z3[j] -= s3 * vj;
  }
}
