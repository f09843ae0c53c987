import type { ScanBase, ScanCandidate } from '../results/index.ts';
import { adjustPValues } from '../stats/index.ts';
import { verdict } from '../tracing/verdict.ts';
import type { TestedBase } from './test-bases.ts';

export interface RankedBase {
  asked: ScanBase;
  candidate: ScanCandidate;
}

/** Corrects for the number of bases. Strongest evidence first; where it is equal, the base whose weights are closest. */
export function rankCandidates(tested: readonly TestedBase[], thresholdLog10P: number | undefined): RankedBase[] {
  const { holm, benjaminiHochberg } = adjustPValues(
    tested.map(({ found }) => found.log10PValue),
    Math.log10,
  );
  return tested
    .map(({ asked, found }, i) => ({
      asked,
      candidate: {
        ...found,
        verdict: verdict({ log10PValue: holm[i], agreeingFraction: found.agreeingFraction, thresholdLog10P }),
        ...{ log10PHolm: holm[i], log10PBenjaminiHochberg: benjaminiHochberg[i] },
        ...{ trace: null, traceLog10PBonferroni: {}, traceError: null },
      } satisfies ScanCandidate,
    }))
    .sort(({ candidate: x }, { candidate: y }) => x.log10PValue - y.log10PValue || y.meanCosine - x.meanCosine);
}
