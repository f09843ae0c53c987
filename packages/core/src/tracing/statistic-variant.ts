import type { StatisticId, StatisticResult, VariantCalibration } from '../results/index.ts';

/** The form of a statistic that was applicable, as results describe it. */
export interface StatisticVariant {
  readonly statistic: StatisticId;
  readonly variant: string;
  /** The hypothesis under which the p-value is uniform, in words. */
  readonly null: string;
  readonly validity: StatisticResult['validity'];
  /** What it did on independent models (`docs/calibration`, which a test holds this to); absent: nobody looked. */
  readonly calibration?: VariantCalibration;
  /** What a small p-value means. */
  readonly direction: string;
}

/** The hypothesis of statistics that compare a matching of units with their own order. */
export const exchangeableUnits =
  'the two models were initialised and trained independently, and the law of one of them does not change when the hidden units of a block are ' +
  'relabelled, of each block on its own (i.i.d. initialisation, training that treats units alike). Two runs of one recipe with one seed violate it ' +
  'without a common ancestor; blocks that are copies of one another in both models count once. ' +
  'Exact up to the t approximation of the rank correlation (of more than 16 units). A permutation of hidden units destroys the evidence: a large p-value does not show independence';
