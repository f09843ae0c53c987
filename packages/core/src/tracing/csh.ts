import { activationStatistics } from './activation-statistics.ts';
import { activationViews } from './activation-views.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { searchedPairing } from './searched-pairing.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import { exchangeableUnits, type StatisticVariant } from './statistic-variant.ts';

const phiH: StatisticVariant = {
  statistic: 'csh',
  variant: 'phi_H',
  null: `hidden activations of the MLP on the same tokens: ${exchangeableUnits}`,
  validity: 'exact',
  calibration: { rejectionRate: 0, blockPairs: 148, source: 'docs/calibration' },
  direction: 'small p: units of the two models that respond alike stand at the same places',
};

/** phi_H (arXiv 2502.12292, section 3): as csu, on what comes out of the up projections on the same tokens. */
export const csh: Statistic = {
  id: 'csh',
  variants: [phiH],
  async run(run) {
    const pairs = run.isSearched
      ? await searchedPairing(run, activationViews(['up'], 'cosine'), 'csh')
      : await activationStatistics(run).then(({ csh, cshDrawn: drawn, controls }) => ({
          ...{ blocks: csh!, drawn },
          controls: summarizeControls(controls.csh, crosswiseControls),
        }));
    return { group: 'statistics', result: statisticResult({ ...run, variant: phiH, metric: 'cosine', ...pairs }) };
  },
};
