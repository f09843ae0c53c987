import type { StatisticResult, VariantCalibration } from '../results/index.ts';
import { type VerdictInput, verdict, verdictRule } from './verdict.ts';

/** A p-value below 0.001 must come up in at most one of 200 independent pairs of blocks: five times what it says. */
export const maxRejectionRate = 0.005;

/**
 * The verdict of a statistic, unless its p-values are known not to mean what they say: one that rejected more than
 * `maxRejectionRate` of independent pairs at 0.001 says `inconclusive`. Who names a threshold of his own decides himself.
 */
export function calibratedVerdict(
  input: VerdictInput & { calibration: VariantCalibration | null },
): Pick<StatisticResult, 'verdict' | 'verdictRule'> {
  const { calibration, thresholdLog10P } = input;
  const rule = verdictRule(thresholdLog10P);
  if (calibration === null || calibration.rejectionRate <= maxRejectionRate)
    return { verdict: verdict(input), verdictRule: rule };
  const share = `${Number((100 * calibration.rejectionRate).toPrecision(2))} % of ${calibration.blockPairs} independent pairs of blocks`;
  const why = `its p-values are too small on independent models: below 0.001 in ${share} (${calibration.source})`;
  if (thresholdLog10P !== undefined)
    return { verdict: verdict(input), verdictRule: `${rule}. A threshold was named, though ${why}` };
  return {
    verdict: 'inconclusive',
    verdictRule: `inconclusive, whatever the p-value: ${why}. Name a threshold to decide by it all the same`,
  };
}
