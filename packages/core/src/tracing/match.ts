import { activationStatistics } from './activation-statistics.ts';
import { isGated } from './is-gated.ts';
import { matchTwoView } from './match-two-view.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import type { StatisticVariant } from './statistic-variant.ts';

export const phiMatch: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_MATCH',
  null:
    'for each block, the matching of gate activations and the matching of up activations are unrelated. Robust to permutation and rotation. ' +
    'Empirical: independently trained models share a few convergent units, on which both matchings agree',
  validity: 'empirical',
  direction: 'small p: both matchings pair the same units',
};

export const phi2v: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_2V',
  null:
    'for each block, the matching of incoming weights and the matching of the part of outgoing weights that incoming weights do not predict are unrelated, ' +
    'after aligning the residual streams by the token embeddings and removing the leading d/4 directions. Robust to permutation and rotation. ' +
    'Empirical: calibrated on models of width 128 trained for up to 3.6 million tokens only',
  validity: 'empirical',
  direction: 'small p: both matchings pair the same units',
};

/**
 * Do two matchings of the hidden units agree? phi_MATCH (arXiv 2502.12292, section 4) where MLPs have a gate, phi_2V
 * (`match-two-view.ts`) where they have none.
 */
export const match: Statistic = {
  id: 'match',
  variants: [phiMatch, phi2v],
  needs: (models) =>
    isGated(models)
      ? { pairs: true, mlpKind: true, tokens: true }
      : { pairs: true, mlpKind: true, hiddenSize: true, vocabulary: true },
  async run(run) {
    const gated = isGated(run);
    const blocks = gated ? (await activationStatistics(run)).match! : await matchTwoView(run);
    const [variant, metric] = gated ? [phiMatch, run.metric] : [phi2v, 'cosine' as const];
    return { group: 'statistics', result: statisticResult({ ...run, variant, metric, blocks }) };
  },
};
