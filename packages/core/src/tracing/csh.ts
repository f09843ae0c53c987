import type { BlockResult, Controls } from '../results/index.ts';
import { activationStatistics } from './activation-statistics.ts';
import { activationViews } from './activation-views.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { withCopies } from './copied-blocks.ts';
import { searchedPairing } from './searched-pairing.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import { exchangeableUnits, type StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';

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
      : await inOrder(run);
    return { group: 'statistics', result: statisticResult({ ...run, variant: phiH, metric: 'cosine', ...pairs }) };
  },
};

async function inOrder(
  run: TraceRun,
): Promise<{ blocks: BlockResult[]; drawn: Float64Array[]; controls: Controls | null }> {
  const { csh, cshDrawn: drawn, controls: crosswise } = await activationStatistics(run);
  const { blocks, controls } = await withCopies(run, { blocks: csh!, controls: crosswise.csh });
  return { blocks, drawn, controls: summarizeControls(controls, crosswiseControls) };
}
