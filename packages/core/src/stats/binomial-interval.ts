import { ModelTraceError } from '../errors.ts';
import { betaTail } from './beta-tail.ts';

/**
 * The exact (Clopper-Pearson) confidence interval of a rate, `successes` of `trials`:
 *
 *   lower: the rate under which as many successes or more have probability alpha/2; 0 for none
 *   upper: the rate under which as many or fewer have probability alpha/2; 1 when all succeed
 *
 * Both may be fractional, as for an effective number of trials (Korn and Graubard 1998).
 * @throws STATS_DOMAIN unless 0 <= successes <= trials, trials > 0, 0 < confidence < 1
 * Source: Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404
 * @example binomialInterval({ successes: 0, trials: 60 })  // [0, 0.0596]
 */
export function binomialInterval(options: {
  successes: number;
  trials: number;
  confidence?: number;
}): [lower: number, upper: number] {
  const { successes: x, trials: n, confidence = 0.95 } = options;
  if (!(x >= 0 && x <= n && n > 0 && confidence > 0 && confidence < 1))
    throw new ModelTraceError('STATS_DOMAIN', `An interval for ${x} of ${n} at confidence ${confidence}`);
  const tail = (1 - confidence) / 2;
  return [
    x === 0 ? 0 : betaQuantile({ a: x, b: n - x + 1, p: tail }),
    x === n ? 1 : betaQuantile({ a: x + 1, b: n - x, p: 1 - tail }),
  ];
}

/** The q with I_q(a, b) = p, by bisection: I grows with q. */
function betaQuantile({ a, b, p }: { a: number; b: number; p: number }): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (betaTail(a, b, middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
