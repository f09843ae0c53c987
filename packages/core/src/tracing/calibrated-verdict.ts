import type { StatisticResult, VariantCalibration } from '../results/index.ts';
import { binomialInterval } from '../stats/index.ts';
import { type VerdictInput, verdict, verdictRule } from './verdict.ts';

/** A p-value below 0.001 must come up in at most one of 200 independent pairs of blocks: five times what it says. */
export const maxRejectionRate = 0.005;

/** What decides whether the p-values of a statistic may decide. */
export interface Calibrated {
  /** null: nobody looked. */
  calibration: VariantCalibration | null;
  validity: StatisticResult['validity'];
  /** Who names one decides by it, whatever is known. */
  thresholdLog10P?: number;
}

/**
 * Why a verdict may not follow from p-values by default; null: it may. They rejected more than `maxRejectionRate` of independent
 * pairs at 0.001 (the share that was seen, whatever its uncertainty), or nothing but such pairs could vouch for them and nobody looked.
 */
function doubt({ calibration, validity }: Calibrated): string | null {
  if (calibration === null)
    return validity === 'exact'
      ? null
      : 'its null is empirical, and nobody looked at its p-values on independent models';
  if (calibration.rejectionRate <= maxRejectionRate) return null;
  return `its p-values are too small on independent models: ${seen(calibration)}`;
}

/** A rate with what its number of pairs leaves open. */
function seen({ rejectionRate, blockPairs, source }: VariantCalibration): string {
  const [, upper] = binomialInterval({ successes: Math.round(rejectionRate * blockPairs), trials: blockPairs });
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))} %`;
  return (
    `below 0.001 in ${percent(rejectionRate)} of ${blockPairs} independent pairs of blocks ` +
    `(95 % interval of Clopper and Pearson up to ${percent(upper)}; ${source})`
  );
}

/** Whether a verdict may follow from the p-values of a statistic. */
export const mayDecide = (one: Calibrated): boolean => one.thresholdLog10P !== undefined || doubt(one) === null;

/** The verdict of a statistic, unless there is a doubt about its p-values, in which case it says `inconclusive`. */
export function calibratedVerdict(input: VerdictInput & Calibrated): Pick<StatisticResult, 'verdict' | 'verdictRule'> {
  const { calibration, thresholdLog10P } = input;
  const rule = verdictRule(thresholdLog10P);
  const why = doubt(input);
  if (why === null) {
    const known = calibration === null ? '' : `. Its p-values on independent models: ${seen(calibration)}`;
    return { verdict: verdict(input), verdictRule: `${rule}${known}` };
  }
  if (thresholdLog10P !== undefined)
    return { verdict: verdict(input), verdictRule: `${rule}. A threshold was named, though ${why}` };
  return {
    verdict: 'inconclusive',
    verdictRule: `inconclusive, whatever the p-value: ${why}. Name a threshold to decide by it all the same`,
  };
}
