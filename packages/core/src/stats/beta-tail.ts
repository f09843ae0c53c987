import { logGamma } from './log-gamma.ts';
import { betaFraction } from './log-incomplete-beta.ts';

/**
 * I_x(a, b), the regularised incomplete beta function: continued fraction DLMF 8.17.22 on the side where it converges fast.
 * @param a  > 0
 * @param b  > 0
 * @param x  in [0, 1]
 */
export function betaTail(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const prefix = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b));
  if (x < (a + 1) / (a + b + 2)) return (prefix * betaFraction(a, b, x)) / a;
  return 1 - (prefix * betaFraction(b, a, 1 - x)) / b;
}
