import { ModelTraceError } from '../errors.ts';
import { logGamma } from './log-gamma.ts';

const maxTerms = 1_000_000;
const epsilon = 2 ** -53;

/** A probability and its complement, both given so that neither is lost to rounding, with the logarithms of both. */
export interface UnitSplit {
  x: number;
  /** 1 - x */
  y: number;
  lnX: number;
  lnY: number;
}

/**
 * ln I_x(a, 1/2), the regularised incomplete beta function with second parameter one half: the shape of every Student t
 * tail. Nothing underflows, and it stays accurate where I is near 1.
 *
 * Continued fraction DLMF 8.17.22 by Lentz's method, on the side where it converges fast: I_x(a, b) = 1 - I_y(b, a).
 * @throws STATS_NOT_CONVERGED
 */
export function logIncompleteBetaHalf(a: number, split: UnitSplit): number {
  const { x, y, lnX, lnY } = split;
  if (y === 0) return 0;
  const lnPrefix = a * lnX + 0.5 * lnY - logBetaHalf(a);
  if (x < (a + 1) / (a + 2.5)) return lnPrefix - Math.log(a) + Math.log(betaFraction(a, 0.5, x));
  return Math.log1p(-Math.exp(lnPrefix + Math.LN2 + Math.log(betaFraction(0.5, a, y))));
}

/** ln B(a, 1/2) = ln sqrt(pi) - ln(Gamma(a + 1/2) / Gamma(a)). */
function logBetaHalf(a: number): number {
  return 0.5 * Math.log(Math.PI) - logGammaHalfStep(a);
}

/**
 * ln(Gamma(a + 1/2) / Gamma(a)). For large a by its own asymptotic series (DLMF 5.11.13), since the difference of two
 * values of logGamma loses digits as they grow: 1e-11 at a = 10,000.
 */
function logGammaHalfStep(a: number): number {
  if (a < 12) return logGamma(a + 0.5) - logGamma(a);
  const r = 1 / (a * a);
  const series = 1 / 8 - r * (1 / 192 - r * (1 / 640 - r * (17 / 14336 - r * (31 / 18432 - (r * 691) / 180224))));
  return 0.5 * Math.log(a) - series / a;
}

/** The continued fraction of DLMF 8.17.22; converges fast for x < (a + 1) / (a + b + 2). */
export function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const sum = a + b;
  let c = 1;
  let d = 1 - (sum * x) / (a + 1);
  if (Math.abs(d) < tiny) d = tiny;
  d = 1 / d;
  let value = d;
  for (let m = 1; m < maxTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    value *= d * c;
    const odd = (-(a + m) * (sum + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    if (Math.abs(d) < tiny) d = tiny;
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const step = d * c;
    value *= step;
    if (Math.abs(step - 1) <= 2 * epsilon) return value;
  }
  throw new ModelTraceError(
    'STATS_NOT_CONVERGED',
    `The incomplete beta function at a = ${a}, b = ${b}, x = ${x} did not converge`,
  );
}
