export interface Tridiagonal {
  /** [n] */
  diagonal: Float64Array;
  /** [n] offDiagonal[i] couples i and i + 1; the last is 0. */
  offDiagonal: Float64Array;
  /** [n, n] orthogonal; row i is column i of Q in A = Q T Q^T. */
  basis: Float64Array;
}

/**
 * A = Q T Q^T by Householder reflections, T tridiagonal. Each step takes the trailing block A' to A' - v w^T - w v^T, with
 * p = beta A' v, w = p - (beta p.v / 2) v.
 * @param a  [n, n] symmetric, row-major; not written
 */
export function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const work = a.slice();
  const reflections = new Float64Array(n * n); // row k: the vector of reflection k, from element k + 1
  const betas = new Float64Array(n);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const w = new Float64Array(n);

  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = work[k * n + k];
    const v = reflections.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) v[i] = work[i * n + k];
    const { alpha, beta } = reflect(v, k + 1);
    offDiagonal[k] = alpha;
    betas[k] = beta;
    if (beta === 0) continue;
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      const row = work.subarray(i * n, (i + 1) * n);
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += row[j] * v[j];
      w[i] = beta * sum;
      dot += w[i] * v[i];
    }
    const shift = (beta * dot) / 2;
    for (let i = k + 1; i < n; i++) w[i] -= shift * v[i];
    for (let i = k + 1; i < n; i++) {
      const row = work.subarray(i * n, (i + 1) * n);
      const vi = v[i];
      const wi = w[i];
      for (let j = k + 1; j < n; j++) row[j] -= vi * w[j] + wi * v[j];
    }
  }
  if (n > 0) diagonal[n - 1] = work[n * n - 1];
  return { diagonal, offDiagonal, basis: product({ reflections, betas, n }) };
}

/**
 * Householder vector of v[from..]: (I - beta v v^T) maps it to alpha e_from. Overwrites v.
 * Scaled by the largest element, so that squares neither overflow nor vanish.
 */
function reflect(v: Float64Array, from: number): { alpha: number; beta: number } {
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

/** Q^T = (H_0 H_1 ... )^T, accumulated backwards: each reflection then touches the trailing block only. */
function product({
  reflections,
  betas,
  n,
}: {
  reflections: Float64Array;
  betas: Float64Array;
  n: number;
}): Float64Array {
  const basis = new Float64Array(n * n);
  for (let i = 0; i < n; i++) basis[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    if (betas[k] === 0) continue;
    const v = reflections.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = basis.subarray(i * n, (i + 1) * n);
      let dot = 0;
      for (let j = k + 1; j < n; j++) dot += row[j] * v[j];
      const factor = betas[k] * dot;
      for (let j = k + 1; j < n; j++) row[j] -= factor * v[j];
    }
  }
  return basis;
}
