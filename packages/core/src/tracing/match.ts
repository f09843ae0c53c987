import type { BlockResult, Controls, StatisticResult } from '../results/index.ts';
import { activationStatistics } from './activation-statistics.ts';
import { activationViews } from './activation-views.ts';
import { bestForm } from './best-form.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { withCopies } from './copied-blocks.ts';
import { isGated } from './is-gated.ts';
import { matchTwoView } from './match-two-view.ts';
import { permutedViews } from './permuted-views.ts';
import { searchedPairing } from './searched-pairing.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import type { StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';
import { twoViews } from './two-views.ts';
import type { UnitViews } from './unit-views.ts';
import type { BlockViews } from './views-of-blocks.ts';

const phiMatch: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_MATCH',
  null:
    'for each block, and independently of the others, the matching of gate activations and the matching of up activations are unrelated. Robust to permutation and rotation. ' +
    'Empirical: independently trained models share a few convergent units, on which both matchings agree',
  validity: 'empirical',
  calibration: { rejectionRate: 0, blockPairs: 34, source: 'docs/calibration' },
  direction: 'small p: both matchings pair the same units',
};

const phi2v: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_2V',
  null:
    'for each block, and independently of the others, the matching of incoming weights and the matching of the part of outgoing weights that incoming weights do not predict are unrelated, ' +
    'after aligning the residual streams by the token embeddings and removing the leading d/4 directions. Robust to permutation and rotation. ' +
    'Empirical: calibrated on models of width 64 to 256 trained for up to 5.6 million tokens only (0.25 million at width 256)',
  validity: 'empirical',
  calibration: { rejectionRate: 0, blockPairs: 162, source: 'docs/calibration' },
  direction: 'small p: both matchings pair the same units',
};

/** phi_2V-perm rejected 1 of 84 independent pairs of blocks at 0.001: by the rule of `calibratedVerdict` it decides nothing by itself. */
const phi2vPerm: StatisticVariant = {
  statistic: 'match',
  variant: 'phi_2V-perm',
  null:
    'for each block, and independently of the others, the matching of whitened incoming weights and the matching of whitened outgoing weights are unrelated, after assigning the coordinates ' +
    'of the residual streams by the token embeddings. Robust to permutation and noise, blind to rotation. ' +
    'Empirical: calibrated on models of width 128 trained for up to 3.6 million tokens only',
  validity: 'empirical',
  calibration: {
    rejectionRate: 1 / 84,
    blockPairs: 84,
    source: 'design of phi_2V, seven GPT-2 of width 128 trained independently',
  },
  direction: 'small p: both matchings pair the same units',
};

/** A form of match, and what it looks at. */
interface MatchForm {
  variant: StatisticVariant;
  views: UnitViews;
  inOrder: (run: TraceRun) => Promise<{ blocks: BlockResult[]; controls: Controls | null }>;
}

const twoViewForm = (variant: StatisticVariant, views: BlockViews): MatchForm => ({
  ...{ variant, views },
  inOrder: (run) => matchTwoView(run, views),
});

/** The forms of match that these models are compared by. */
export function matchForms(run: TraceRun): MatchForm[] {
  const { matchVariant, metric } = run;
  if (!isGated(run)) {
    const rotation = twoViewForm(phi2v, twoViews);
    const permutation = twoViewForm(phi2vPerm, permutedViews);
    if (matchVariant === 'both') return [rotation, permutation];
    return [matchVariant === 'phi_2V-perm' ? permutation : rotation];
  }
  return [{ variant: phiMatch, views: activationViews(['gate', 'up'], metric), inOrder: inOnePass }];
}

async function inOnePass(run: TraceRun) {
  const { match, controls: crosswise } = await activationStatistics(run);
  const { blocks, controls } = await withCopies(run, { blocks: match!, controls: crosswise.match });
  return { blocks, controls: summarizeControls(controls, crosswiseControls) };
}

/**
 * Do two matchings of the hidden units agree? phi_MATCH (arXiv 2502.12292, section 4) where MLPs have a gate, phi_2V or
 * phi_2V-perm (`match-two-view.ts`) where they have none.
 */
export const match: Statistic = {
  id: 'match',
  variants: [phiMatch, phi2v, phi2vPerm],
  async run(run) {
    const results: { result: StatisticResult; form: StatisticVariant }[] = [];
    const forms = matchForms(run);
    for (const { variant, views, inOrder } of forms) {
      const { blocks, controls } = await (run.isSearched ? searchedPairing(run, views, 'match') : inOrder(run));
      const attempts = forms.length;
      const { metric } = views;
      const of = { ...run, variant, metric, blocks, controls, attempts, isTwoMatchings: true };
      results.push({ result: statisticResult(of), form: variant });
    }
    return { group: 'statistics', result: bestForm(results, run) };
  },
};
