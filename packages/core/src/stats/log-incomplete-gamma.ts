import { ModelTraceError } from '../errors.ts';
import { logGamma } from './log-gamma.ts';
import { stirlingError } from './stirling-error.ts';

/** Enough for shapes of 1e12: both expansions need some multiple of sqrt(a) terms. */
const maxTerms = 20_000_000;
const epsilon = 2 ** -53;

/**
 * ln Q(a, x) = ln(Gamma(a, x) / Gamma(a)), the upper regularised incomplete gamma function, for a > 0, x >= 0.
 * Left of a + 1: log1p(-P) with the power series of P (DLMF 8.11.4), so that it stays accurate where Q is near 1.
 * Right of it: an integer a gives the finite Poisson sum e^-x sum_{k<a} x^k / k!, summed from its largest term down;
 * otherwise Legendre's continued fraction (DLMF 8.9.2) by Lentz's method. Never leaves the log domain: nothing underflows.
 * @throws STATS_NOT_CONVERGED
 */
export function logUpperIncompleteGamma(a: number, x: number): number {
  if (x === 0) return 0;
  if (x < a + 1) {
    let term = 1;
    let sum = 1;
    for (let n = 1; term > epsilon * sum; n++) {
      if (n > maxTerms) throw notConverged(a, x);
      term *= x / (a + n);
      sum += term;
    }
    return Math.log1p(-Math.exp(logPoisson(a, x) + Math.log(sum)));
  }
  // x^a e^-x / Gamma(a + 1) = logPoisson; Q = that * (a / x) * (1 + (a-1)/x + (a-1)(a-2)/x^2 + ...)
  const factor = Number.isInteger(a) ? poissonTail(a, x) : a * continuedFraction(a, x);
  return logPoisson(a, x) + Math.log(factor);
}

/** (a/x) sum_j (a-1)...(a-j) / x^j: the terms below a of a Poisson distribution, relative to the term at a. */
function poissonTail(a: number, x: number): number {
  let term = a / x;
  let sum = term;
  for (let k = a - 1; k > 0 && term > epsilon * sum; k--) {
    term *= k / x;
    sum += term;
  }
  return sum;
}

/** 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))) */
function continuedFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < maxTerms; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = numerator * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) <= 2 * epsilon) return value;
  }
  throw notConverged(a, x);
}

/**
 * ln(x^a e^-x / Gamma(a + 1)). From a = 10 on by Loader's saddle-point form, in which nothing cancels:
 * -a (u - ln(1 + u)) - ln(2 pi a)/2 - stirlingError(a), u = (x - a)/a. (C. Loader 2000, "Fast and accurate computation of
 * binomial probabilities".)
 */
function logPoisson(a: number, x: number): number {
  if (a < 10) return a * Math.log(x) - x - logGamma(a + 1);
  return -a * excessOverLog(x, a) - 0.5 * Math.log(2 * Math.PI * a) - stirlingError(a);
}

/** u - ln(1 + u) for u = (x - a)/a, without cancellation for small u, nor in 1 + u beside u = -1. */
function excessOverLog(x: number, a: number): number {
  const u = (x - a) / a;
  if (Math.abs(u) > 0.3) return u - Math.log(x / a);
  // ln(1 + u) = 2 artanh(s), s = u / (2 + u); u - 2s = u s
  const s = u / (2 + u);
  const squared = s * s;
  let power = s * squared;
  let sum = 0;
  for (let k = 3; ; k += 2) {
    const next = sum + power / k;
    if (next === sum) return u * s - 2 * sum;
    sum = next;
    power *= squared;
  }
}

function notConverged(a: number, x: number): ModelTraceError {
  return new ModelTraceError(
    'STATS_NOT_CONVERGED',
    `The incomplete gamma function at a = ${a}, x = ${x} did not converge`,
  );
}
