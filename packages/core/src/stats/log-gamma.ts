import { ModelTraceError } from '../errors.ts';
import { stirlingError } from './stirling-error.ts';

/** Zeta(k) - 1 for k = 2..30, as doubles (values from mpmath at 40 digits). */
const zetaMinusOne = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194645,
  0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5,
  7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8, 1.4901554828365043e-8,
  7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9, 9.313274324196682e-10,
];

const eulerGamma = 0.5772156649015329;
const halfLogTwoPi = 0.9189385332046728;

/**
 * ln Gamma(x) for x > 0, relative error about 1e-15, beside its zeros at 1 and 2 as well.
 * Taylor series about 2 (DLMF 5.7.3) up to 2.5, a product down to that up to 10, Stirling's series above.
 * @throws STATS_DOMAIN unless x is a finite number > 0
 */
export function logGamma(x: number): number {
  if (!(x > 0 && x < Number.POSITIVE_INFINITY)) {
    throw new ModelTraceError('STATS_DOMAIN', `logGamma needs a finite number > 0, not ${x}`);
  }
  if (x >= 10) return (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingError(x);
  if (x < 0.5) return logGammaAboutTwo(x) - Math.log1p(x) - Math.log(x);
  if (x < 1.5) return logGammaAboutTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let rest = x;
  while (rest > 2.5) {
    rest -= 1;
    product *= rest;
  }
  return Math.log(product) + logGammaAboutTwo(rest - 2);
}

/** ln Gamma(2 + z) = (1 - gamma) z + sum_k (-1)^k (zeta(k) - 1) z^k / k for |z| <= 1/2: terms fall as 4^-k. */
function logGammaAboutTwo(z: number): number {
  let sum = 0;
  for (let k = zetaMinusOne.length + 1; k >= 2; k--) sum = zetaMinusOne[k - 2] / k - z * sum;
  return z * (1 - eulerGamma + z * sum);
}

/**
 * ln n!, n an integer >= 0.
 * @throws STATS_DOMAIN
 */
export function logFactorial(n: number): number {
  if (!Number.isSafeInteger(n) || n < 0) {
    throw new ModelTraceError('STATS_DOMAIN', `logFactorial needs an integer >= 0, not ${n}`);
  }
  return n < 2 ? 0 : logGamma(n + 1);
}
