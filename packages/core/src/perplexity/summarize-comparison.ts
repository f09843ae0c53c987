import type { WindowComparison } from '../engine/index.ts';
import type { PerplexityComparison, Spread } from '../results/index.ts';
import { neumaierSum } from './neumaier-sum.ts';
import { percentile } from './percentile.ts';

interface Estimate {
  value: number;
  standardError: number | null;
}

/**
 * The statistics of `llama-perplexity --kl-divergence` from the numbers of each token. With a_i, b_i the losses of the
 * model and the base, n tokens, and population moments (sum / n):
 *   mean x: standard error sqrt(var(x) / (n - 1)); PPL = exp(mean): PPL times that of the mean;
 *   ln(PPL(Q) / PPL(base)) = mean a - mean b: sqrt((var a + var b - 2 cov(a, b)) / (n - 1));
 *   RMS Δp = sqrt(mean Δp^2): 0.5 / RMS times the standard error of mean Δp^2; same top p: sqrt(p (1 - p) / (n - 1)).
 * Moments are taken around the mean, where llama.cpp subtracts squares.
 */
export function summarizeComparison(comparison: WindowComparison): PerplexityComparison {
  const { losses, baseLosses, klNats, jsNats, sameTop } = comparison;
  const n = losses.length;
  const lnPpl = mean(losses);
  const lnPplBase = mean(baseLosses);
  const covariance = meanOf(losses, (a, i) => (a - lnPpl.value) * (baseLosses[i] - lnPplBase.value));
  const deviations = Math.sqrt(variance(losses, lnPpl.value) * variance(baseLosses, lnPplBase.value));
  // a_i - b_i straight away: for a model and its copy nothing is left of the rounding of the two variances.
  const lnRatio = mean(losses.map((a, i) => a - baseLosses[i]));
  const [ppl, pplBase] = [exponential(lnPpl), exponential(lnPplBase)];
  const deltaP = losses.map((a, i) => Math.exp(-a) - Math.exp(-baseLosses[i]));
  const meanSquare = mean(deltaP.map((delta) => delta * delta));
  const rms = Math.sqrt(meanSquare.value);
  const top = meanOf(sameTop, (same) => same);
  return {
    tokens: n,
    ppl,
    pplBase,
    lnPplCorrelation: deviations > 0 ? covariance / deviations : null,
    lnPplRatio: lnRatio,
    pplRatio: exponential(lnRatio),
    pplDifference: {
      value: ppl.value - pplBase.value,
      standardError:
        n < 2 ? null : mean(losses.map((a, i) => ppl.value * a - pplBase.value * baseLosses[i])).standardError,
    },
    kld: spread(klNats),
    jsd: spread(jsNats),
    deltaP: spread(deltaP),
    deltaPRms: {
      value: rms,
      standardError: rms > 0 && meanSquare.standardError !== null ? (0.5 / rms) * meanSquare.standardError : null,
    },
    sameTop: { value: top, standardError: n < 2 ? null : Math.sqrt((top * (1 - top)) / (n - 1)) },
  };
}

const meanOf = <T extends ArrayLike<number>>(values: T, term: (value: number, index: number) => number): number =>
  neumaierSum(values, term) / values.length;

const variance = (values: Float64Array, center: number): number => meanOf(values, (value) => (value - center) ** 2);

function mean(values: Float64Array): Estimate {
  const value = meanOf(values, (each) => each);
  const n = values.length;
  return { value, standardError: n < 2 ? null : Math.sqrt(variance(values, value) / (n - 1)) };
}

/** exp of an estimate, its error to first order. */
function exponential({ value, standardError }: Estimate): Estimate {
  const grown = Math.exp(value);
  return { value: grown, standardError: standardError === null ? null : grown * standardError };
}

function spread(values: Float64Array): Spread {
  const sorted = values.toSorted();
  const at = (fraction: number) => percentile(sorted, fraction);
  return {
    mean: mean(values),
    maximum: at(1),
    ...{ p999: at(0.999), p99: at(0.99), p95: at(0.95), p90: at(0.9), p75: at(0.75) },
    median: at(0.5),
    ...{ p25: at(0.25), p10: at(0.1), p5: at(0.05), p1: at(0.01), p01: at(0.001) },
    minimum: at(0),
  };
}
