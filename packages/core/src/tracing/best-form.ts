import type { OtherForm } from '../results/index.ts';
import { mayDecide } from './calibrated-verdict.ts';
import type { StatisticVariant } from './statistic-variant.ts';

/**
 * Of several forms of a statistic the one with the smallest p-value among those that may decide by their calibration, or among all
 * where none may; the others beside it. A form that may not decide thus takes no verdict from one that may. All p-values are
 * multiplied by the number of forms before, which holds for whichever is taken.
 * @param results  one or more
 */
export function bestForm<Result extends OtherForm>(
  results: readonly { result: Result; form: StatisticVariant }[],
  { thresholdLog10P }: { thresholdLog10P?: number },
): Result & { otherForms?: OtherForm[] } {
  const deciding = results.filter(({ form: { calibration = null, validity } }) =>
    mayDecide({ calibration, validity, thresholdLog10P }),
  );
  const candidates = deciding.length > 0 ? deciding : results;
  const { result: best } = candidates.reduce((least, one) =>
    one.result.log10PValue < least.result.log10PValue ? one : least,
  );
  const others = results.filter(({ result }) => result !== best);
  if (others.length === 0) return best;
  return {
    ...best,
    otherForms: others.map(({ result: { variant, log10PValue, verdict } }) => ({ variant, log10PValue, verdict })),
  };
}
