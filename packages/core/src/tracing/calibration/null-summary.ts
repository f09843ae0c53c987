import { binomialInterval, kolmogorovSmirnov } from '../../stats/index.ts';

/** What a pair of blocks of two independent models gave. */
export interface NullValue {
  /** Which pair of models: blocks of one pair may depend on each other. */
  cluster: number;
  log10PValue: number;
  /** K: units on which the two rankings agree. Under a uniform permutation its mean is 1. */
  agreeing: number;
}

export interface RejectionRate {
  alpha: number;
  rejected: number;
  rate: number;
  /** 95 %, Clopper-Pearson, block pairs taken as independent. */
  interval: [number, number];
  /** The same for as many independent trials as the block pairs are worth; null with fewer than two pairs of models. */
  clusteredInterval: [number, number] | null;
}

/** The distribution of a statistic over pairs that are independent by construction. */
export interface NullSummary {
  blockPairs: number;
  modelPairs: number;
  /** Against the uniform distribution. Indicative: its p takes the block pairs as independent. */
  kolmogorovSmirnov: { d: number; pValue: number; method: 'exact' | 'asymptotic' };
  rejections: RejectionRate[];
  meanAgreeing: number;
  maxAgreeing: number;
  /** 1 + (blocks of a pair - 1) * intraclass correlation of p within pairs of models, at least 1; null: not estimable. */
  designEffect: number | null;
}

export const alphas = [0.05, 0.01, 0.001] as const;

/**
 * Sums up a null distribution. Block pairs that share a model are not independent. What is shared within one pair of models is
 * estimated by the intraclass correlation of p (one-way analysis of variance over pairs of models) and taken out of the number
 * of trials, as in surveys (Kish 1965; Korn and Graubard 1998): n / designEffect. What two pairs of models share through one
 * common model is not in it.
 * @param values  at least one
 */
export function nullSummary(values: readonly NullValue[]): NullSummary {
  const p = values.map(({ log10PValue }) => 10 ** log10PValue);
  const { d, pValue, method } = kolmogorovSmirnov(p);
  const clusters = Map.groupBy(
    values.map(({ cluster }, i) => ({ cluster, p: p[i] })),
    ({ cluster }) => cluster,
  );
  const designEffect = estimateDesignEffect([...clusters.values()].map((group) => group.map((one) => one.p)));
  const trials = values.length;
  return {
    blockPairs: trials,
    modelPairs: clusters.size,
    kolmogorovSmirnov: { d, pValue, method },
    rejections: alphas.map((alpha) => {
      const rejected = p.filter((one) => one < alpha).length;
      const worth = designEffect === null ? null : 1 / designEffect;
      return {
        alpha,
        rejected,
        rate: rejected / trials,
        interval: binomialInterval({ successes: rejected, trials }),
        clusteredInterval:
          worth === null ? null : binomialInterval({ successes: rejected * worth, trials: trials * worth }),
      };
    }),
    meanAgreeing: values.reduce((sum, { agreeing }) => sum + agreeing, 0) / trials,
    maxAgreeing: Math.max(...values.map(({ agreeing }) => agreeing)),
    designEffect,
  };
}

/** 1 + (n0 - 1) max(0, ICC), ICC = (MSB - MSW) / (MSB + (n0 - 1) MSW); n0 the size of a group, adjusted where they differ. */
function estimateDesignEffect(groups: readonly (readonly number[])[]): number | null {
  const sizes = groups.map((group) => group.length);
  const n = sizes.reduce((sum, size) => sum + size, 0);
  const k = groups.length;
  if (k < 2 || n === k) return null;
  const mean = groups.flat().reduce((sum, value) => sum + value, 0) / n;
  let [between, within] = [0, 0];
  for (const group of groups) {
    const own = group.reduce((sum, value) => sum + value, 0) / group.length;
    between += group.length * (own - mean) ** 2;
    for (const value of group) within += (value - own) ** 2;
  }
  between /= k - 1;
  within /= n - k;
  const n0 = (n - sizes.reduce((sum, size) => sum + size * size, 0) / n) / (k - 1);
  const total = between + (n0 - 1) * within;
  const correlation = total > 0 ? (between - within) / total : 0;
  return 1 + (n0 - 1) * Math.max(0, correlation);
}
