import { ModelTraceError } from '../../errors.ts';

/** EISPACK's limit; three iterations per eigenvalue are usual. */
const maxIterations = 30;

/**
 * Eigenvalues of a symmetric tridiagonal matrix by implicit QL with Wilkinson's shift, in place; rows of `vectors`, where
 * given, are rotated along.
 * @param diagonal     [n] becomes the eigenvalues, unordered
 * @param offDiagonal  [n] couples i and i + 1; destroyed
 * @param vectors      [n, n] rows; row i becomes the eigenvector of diagonal[i]
 * @throws STATS_NOT_CONVERGED
 * Source: Golub and Van Loan, 8.3.5; EISPACK tql2.
 */
export function tridiagonalEigen(options: {
  diagonal: Float64Array;
  offDiagonal: Float64Array;
  vectors?: Float64Array;
}): void {
  const { diagonal: d, offDiagonal: e, vectors } = options;
  const n = d.length;
  const negligible = Number.EPSILON * tridiagonalNorm(d, e);
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      const m = nextBreak({ e, l, negligible });
      if (m === l) break;
      if (iteration === maxIterations) {
        throw new ModelTraceError('STATS_NOT_CONVERGED', `Eigenvalue ${l} of ${n} does not converge`);
      }
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      let s = 1;
      let c = 1;
      let p = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          // The matrix splits here: start over on the parts.
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        if (vectors !== undefined) rotateRows({ vectors, n, i, c, s });
      }
      if (r === 0 && i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
}

/**
 * First index from l on after which the coupling is below rounding of the whole matrix (not of its neighbours, as in EISPACK: a
 * matrix of low rank has rounding for a tail, which then need not converge).
 */
function nextBreak({ e, l, negligible }: { e: Float64Array; l: number; negligible: number }): number {
  let m = l;
  while (m < e.length - 1 && Math.abs(e[m]) > negligible) m++;
  return m;
}

/** Largest row sum of magnitudes, a bound of the eigenvalues. */
export function tridiagonalNorm(d: Float64Array, e: Float64Array): number {
  let norm = 0;
  for (let i = 0; i < d.length; i++) {
    norm = Math.max(norm, Math.abs(d[i]) + Math.abs(e[i]) + (i > 0 ? Math.abs(e[i - 1]) : 0));
  }
  return norm;
}

/** Rows i and i + 1: (x, y) -> (c x - s y, s x + c y). */
function rotateRows({
  vectors,
  n,
  i,
  c,
  s,
}: {
  vectors: Float64Array;
  n: number;
  i: number;
  c: number;
  s: number;
}): void {
  const first = vectors.subarray(i * n, (i + 1) * n);
  const second = vectors.subarray((i + 1) * n, (i + 2) * n);
  for (let k = 0; k < n; k++) {
    const x = first[k];
    const y = second[k];
    first[k] = c * x - s * y;
    second[k] = s * x + c * y;
  }
}
