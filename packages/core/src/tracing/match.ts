import { activationStatistics } from './activation-statistics.ts';
import { activationViews } from './activation-views.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { isGated } from './is-gated.ts';
import { matchTwoView } from './match-two-view.ts';
import { searchedPairing } from './searched-pairing.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import type { StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';
import { twoViews } from './two-views.ts';
import type { UnitViews } from './unit-views.ts';

const phiMatch: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_MATCH',
  null:
    'for each block, the matching of gate activations and the matching of up activations are unrelated. Robust to permutation and rotation. ' +
    'Empirical: independently trained models share a few convergent units, on which both matchings agree',
  validity: 'empirical',
  calibration: { rejectionRate: 0, blockPairs: 34, source: 'docs/calibration' },
  direction: 'small p: both matchings pair the same units',
};

const phi2v: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_2V',
  null:
    'for each block, the matching of incoming weights and the matching of the part of outgoing weights that incoming weights do not predict are unrelated, ' +
    'after aligning the residual streams by the token embeddings and removing the leading d/4 directions. Robust to permutation and rotation. ' +
    'Empirical: calibrated on models of width 64 and 128 trained for up to 5.6 million tokens only',
  validity: 'empirical',
  calibration: { rejectionRate: 0, blockPairs: 114, source: 'docs/calibration' },
  direction: 'small p: both matchings pair the same units',
};

/** The form of match for these models, and what it looks at. */
export function matchForm(run: TraceRun): { variant: StatisticVariant; views: UnitViews } {
  if (!isGated(run)) return { variant: phi2v, views: twoViews };
  return { variant: phiMatch, views: activationViews(['gate', 'up'], run.metric) };
}

async function inOrder(run: TraceRun) {
  if (!isGated(run)) return matchTwoView(run);
  const { match: blocks, controls } = await activationStatistics(run);
  return { blocks: blocks!, controls: summarizeControls(controls.match, crosswiseControls) };
}

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
    const { variant, views } = matchForm(run);
    const { metric } = views;
    const { blocks, controls } = await (run.isSearched ? searchedPairing(run, views, 'match') : inOrder(run));
    return {
      group: 'statistics',
      result: statisticResult({ ...run, variant, metric, blocks, controls, isTwoMatchings: true }),
    };
  },
};
