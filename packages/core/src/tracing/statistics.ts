import type { StatisticId, StatisticResult } from '../results/index.ts';

/** How a statistic is described in results and documentation. What it computes stands in the file of its name. */
export interface StatisticVariant {
  readonly statistic: StatisticId;
  readonly variant: string;
  /** The hypothesis under which the p-value is uniform, in words. */
  readonly null: string;
  readonly validity: StatisticResult['validity'];
  readonly direction: string;
}

const exchangeable =
  'the two models were trained independently and the law of one of them does not change when the hidden units of a block are relabelled ' +
  '(i.i.d. initialisation, training that treats units alike). Exact up to the t approximation of the rank correlation. ' +
  'A permutation of hidden units destroys the evidence: a large p-value does not show independence';

/** The one registry of statistics. */
export const statisticVariants = {
  phiU: {
    statistic: 'csu',
    variant: 'phi_U',
    null: `rows of the MLP up projection: ${exchangeable}`,
    validity: 'exact',
    direction: 'small p: units of the two models that look alike stand at the same places',
  },
  phiH: {
    statistic: 'csh',
    variant: 'phi_H',
    null: `hidden activations of the MLP on the same tokens: ${exchangeable}`,
    validity: 'exact',
    direction: 'small p: units of the two models that respond alike stand at the same places',
  },
  phiMatch: {
    statistic: 'match',
    variant: 'phi_MATCH',
    null:
      'for each block, the matching of gate activations and the matching of up activations are unrelated. Robust to permutation and rotation. ' +
      'Empirical: independently trained models share a few convergent units, on which both matchings agree',
    validity: 'empirical',
    direction: 'small p: both matchings pair the same units',
  },
  phi2v: {
    statistic: 'match',
    variant: 'phi_2V',
    null:
      'for each block, the matching of incoming weights and the matching of the part of outgoing weights that incoming weights do not predict are unrelated, ' +
      'after aligning the residual streams by the token embeddings and removing the leading d/4 directions. Robust to permutation and rotation. ' +
      'Empirical: calibrated on models of width 128 trained for up to 3.6 million tokens only',
    validity: 'empirical',
    direction: 'small p: both matchings pair the same units',
  },
} as const satisfies Record<string, StatisticVariant>;
