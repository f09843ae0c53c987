import type { BlockResult, StatisticResult } from '../results/index.ts';
import { fisherCombine } from '../stats/index.ts';
import { calibratedVerdict } from './calibrated-verdict.ts';
import type { MatchMetric } from './match-units.ts';
import type { StatisticVariant } from './statistic-variant.ts';

/** Combines the blocks of one statistic: Fisher's method on ln p, the share of agreeing units, the verdict. */
export function statisticResult(options: {
  variant: StatisticVariant;
  metric: MatchMetric;
  blocks: BlockResult[];
  thresholdLog10P?: number;
}): StatisticResult {
  const { variant, metric, blocks, thresholdLog10P } = options;
  const { calibration = null } = variant;
  const log10PValue = fisherCombine(blocks.map((block) => block.log10PValue * Math.LN10)) / Math.LN10;
  const units = blocks.reduce((sum, block) => sum + block.units, 0);
  const agreeing = blocks.reduce((sum, block) => sum + block.agreeing, 0);
  const agreeingFraction = agreeing / units;
  return {
    ...variant,
    log10PValue,
    pValue: printablePValue(log10PValue),
    ...calibratedVerdict({ log10PValue, agreeingFraction, thresholdLog10P, calibration }),
    calibration,
    sided: 'two',
    metric,
    agreeingFraction,
    blocks,
  };
}

/** Below 1e-300 a double would soon be 0, which no p-value is. */
function printablePValue(log10PValue: number): StatisticResult['pValue'] {
  return log10PValue < -300 ? '<1e-300' : 10 ** log10PValue;
}
