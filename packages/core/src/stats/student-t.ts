import { ModelTraceError } from '../errors.ts';
import { logIncompleteBetaHalf, type UnitSplit } from './log-incomplete-beta.ts';

/**
 * ln P(T > t) of Student's t with `df` degrees of freedom. Finite for every finite t and accurate in both tails:
 * P(T > t) = I_{df/(df+t^2)}(df/2, 1/2) / 2 for t >= 0, and 1 - P(T > -t) below.
 * @throws STATS_DOMAIN unless t is finite and df > 0
 * Source: DLMF 8.17.4
 */
export function logStudentTSurvival(t: number, df: number): number {
  const upper = logStudentTTwoSided(t, df) - Math.LN2;
  if (t === 0) return -Math.LN2;
  return t > 0 ? upper : Math.log1p(-Math.exp(upper));
}

/** ln P(|T| > |t|) of Student's t with `df` degrees of freedom. @throws STATS_DOMAIN */
export function logStudentTTwoSided(t: number, df: number): number {
  if (!Number.isFinite(t) || !(df > 0 && df < Number.POSITIVE_INFINITY)) {
    throw new ModelTraceError('STATS_DOMAIN', `No t tail for t = ${t}, df = ${df}`);
  }
  return logIncompleteBetaHalf(df / 2, tailSplit(Math.abs(t), df));
}

/**
 * ln of the two-sided tail for a correlation: with t = rho sqrt(df / (1 - rho^2)), P(|T| > |t|) = I_{1 - rho^2}(df/2, 1/2).
 * Takes rho^2 and 1 - rho^2 separately: one of them always loses digits when it is computed from the other.
 * @param rhoSquared          in [0, 1]
 * @param oneMinusRhoSquared  in [0, 1]
 * @param df                  > 0
 * @returns ln p <= 0; -Infinity where 1 - rho^2 is 0
 * @throws STATS_DOMAIN
 */
export function logCorrelationTail(options: { rhoSquared: number; oneMinusRhoSquared: number; df: number }): number {
  const { rhoSquared: y, oneMinusRhoSquared: x, df } = options;
  if (!(df > 0 && df < Number.POSITIVE_INFINITY) || !(x >= 0 && x <= 1) || !(y >= 0 && y <= 1)) {
    throw new ModelTraceError('STATS_DOMAIN', `No t tail for rho^2 = ${y}, 1 - rho^2 = ${x}, df = ${df}`);
  }
  if (x === 0) return Number.NEGATIVE_INFINITY;
  const lnX = y < 0.5 ? Math.log1p(-y) : Math.log(x);
  const lnY = x < 0.5 ? Math.log1p(-x) : Math.log(y);
  return logIncompleteBetaHalf(df / 2, { x, y, lnX, lnY });
}

/** x = df / (df + t^2) and y = t^2 / (df + t^2) without forming t^2, which may overflow. */
function tailSplit(t: number, df: number): UnitSplit {
  const s = t / Math.sqrt(df);
  if (s > 1) {
    const inverse = 1 / s;
    const y = 1 / (1 + inverse * inverse);
    const lnY = -Math.log1p(inverse * inverse);
    return { x: inverse * inverse * y, y, lnX: lnY - 2 * Math.log(s), lnY };
  }
  const x = 1 / (1 + s * s);
  const lnX = -Math.log1p(s * s);
  return { x, y: s * s * x, lnX, lnY: lnX + 2 * Math.log(s) };
}
