import { ModelTraceError } from '../errors.ts';
import { logFactorial } from './log-gamma.ts';

/** Above this many values the exact law costs seconds, and the limit law is off by less than 0.003. */
const maxExact = 2000;

/** Above n D^2 = 4 (p < 7e-4) both one-sided events together are rarer than e^-24 times either. */
const farTail = 4;

export interface KolmogorovSmirnov {
  n: number;
  /** Largest distance between the empirical distribution and the uniform one, in [1/(2n), 1]. */
  d: number;
  /** Two-sided: P(D_n >= d) when the values are independent and uniform on [0, 1]. */
  pValue: number;
  method: 'exact' | 'asymptotic';
}

/**
 * The one-sample Kolmogorov-Smirnov test of values against the uniform distribution on [0, 1], two-sided.
 *
 *   D = max over sorted x of max(i/n - x_(i), x_(i) - (i-1)/n)
 *
 * @param values  [n] in [0, 1], n >= 1; the order does not matter, ties are allowed (the test is then conservative)
 * @throws STATS_SHAPE when empty, STATS_NON_FINITE, STATS_DOMAIN outside [0, 1]
 * O(n log n) and the cost of kolmogorovTail. Source: Kolmogorov 1933; the same as scipy.stats.kstest(x, 'uniform')
 */
export function kolmogorovSmirnov(values: ArrayLike<number>): KolmogorovSmirnov {
  const n = values.length;
  if (n === 0) throw new ModelTraceError('STATS_SHAPE', 'A Kolmogorov-Smirnov test of no values');
  const sorted = Float64Array.from(values).sort();
  let d = 0;
  for (let i = 0; i < n; i++) {
    const x = sorted[i];
    if (!Number.isFinite(x)) throw new ModelTraceError('STATS_NON_FINITE', `A p-value is ${x}`);
    if (x < 0 || x > 1) throw new ModelTraceError('STATS_DOMAIN', `A p-value is ${x}, outside [0, 1]`);
    d = Math.max(d, (i + 1) / n - x, x - i / n);
  }
  return { n, d, ...kolmogorovTail(n, d) };
}

/**
 * P(D_n >= d). Exact up to n = 2000: 1 - n! / n^n (H^n)_kk of Marsaglia, Tsang and Wang where that is not small, twice the
 * one-sided tail (Birnbaum and Tingey; relative error below 1e-10 there) where it is. Above, the limit law of Kolmogorov
 * with Stephens' correction of the argument.
 * Sources: doi:10.18637/jss.v008.i18, doi:10.1214/aoms/1177729550, doi:10.2307/2284444
 */
export function kolmogorovTail(n: number, d: number): Pick<KolmogorovSmirnov, 'pValue' | 'method'> {
  if (n * d <= 0.5) return { pValue: 1, method: 'exact' }; // no sample comes nearer
  if (d >= 1) return { pValue: 0, method: 'exact' };
  if (n * d * d >= farTail && n <= 1e6) return { pValue: Math.min(1, 2 * oneSidedTail(n, d)), method: 'exact' };
  if (n <= maxExact) return { pValue: 1 - durbinMatrix(n, d), method: 'exact' };
  return { pValue: limitTail(d * (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n))), method: 'asymptotic' };
}

/** P(D+_n >= d) = d sum over j <= n (1 - d) of C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j): positive terms only. */
function oneSidedTail(n: number, d: number): number {
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) break;
    const choose = logFactorial(n) - logFactorial(j) - logFactorial(n - j);
    sum += Math.exp(choose + (j - 1) * Math.log(d + j / n) + (n - j) * Math.log(rest));
  }
  return d * sum;
}

/** P(D_n < d). O(k^3 log n), k = ceil(n d). */
function durbinMatrix(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const h = k - n * d;
  const start = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j <= Math.min(size - 1, i + 1); j++) start[i * size + j] = 1;
  for (let i = 0; i < size; i++) {
    start[i * size] -= h ** (i + 1);
    start[(size - 1) * size + i] -= h ** (size - i);
  }
  start[(size - 1) * size] += 2 * h > 1 ? (2 * h - 1) ** size : 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= Math.min(size - 1, i + 1); j++) start[i * size + j] /= Math.exp(logFactorial(i - j + 1));
  const power = matrixPower({ matrix: start, lnScale: 0, size }, n);
  const middle = power.matrix[(k - 1) * size + (k - 1)];
  return Math.min(1, Math.exp(Math.log(middle) + power.lnScale + logFactorial(n) - n * Math.log(n)));
}

/** A square matrix times e^lnScale. */
interface Scaled {
  matrix: Float64Array;
  lnScale: number;
  size: number;
}

function matrixPower(base: Scaled, exponent: number): Scaled {
  if (exponent === 1) return base;
  const half = matrixPower(base, Math.floor(exponent / 2));
  const squared = product(half, half);
  return exponent % 2 === 0 ? squared : product(squared, base);
}

function product(a: Scaled, b: Scaled): Scaled {
  const { size } = a;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let l = 0; l < size; l++) {
      const factor = a.matrix[i * size + l];
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) matrix[i * size + j] += factor * b.matrix[l * size + j];
    }
  let largest = 0;
  for (const value of matrix) largest = Math.max(largest, Math.abs(value));
  for (let i = 0; i < matrix.length; i++) matrix[i] /= largest;
  return { matrix, lnScale: a.lnScale + b.lnScale + Math.log(largest), size };
}

/** 2 sum over k >= 1 of (-1)^(k-1) exp(-2 k^2 t^2). */
function limitTail(t: number): number {
  if (t < 0.2) return 1; // 1 - 5e-13
  let sum = 0;
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * t * t);
    sum += k % 2 === 1 ? term : -term;
    if (term < 1e-17) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}
