import type { PermutationTest } from '../../results/index.ts';
import { permutationPValue } from '../../stats/index.ts';
import type { TraceRun } from '../trace-run.ts';

export interface PermutationTestOptions {
  observed: number;
  /** Of each draw. */
  drawn: ArrayLike<number>;
  extreme: 'small' | 'large';
  /** How far rounding can move apart two values that are equal; default 0. */
  tolerance?: number;
  /** Default one. */
  sided?: 'one' | 'two';
  /** What a small p-value means. */
  direction: string;
}

/** The null hypothesis of a test by relabelling, in words. `what`: that is relabelled. */
export const relabellingNull = (what: string): string =>
  `the law of the model is invariant under permutations of ${what}, which keep its function (i.i.d. initialisation, training that ` +
  'treats them alike), and independent of the base. Exact for every number of draws. A model that was relabelled on purpose looks ' +
  'independent: a large p-value does not show independence';

/** Counts the draws that are at least as extreme; absent when no test was asked for. */
export function permutationTest(
  { relabellings, untestable }: Pick<TraceRun, 'relabellings' | 'untestable'>,
  { observed, drawn, sided = 'one', direction, ...how }: PermutationTestOptions,
): { permutationTest?: PermutationTest } {
  if (untestable !== null) return { permutationTest: { testable: false, reason: untestable } };
  const { count, what } = relabellings;
  if (count === 0) return {};
  const { asExtreme, pValue } = permutationPValue(observed, drawn, how);
  return {
    permutationTest: {
      ...{ testable: true, permutations: count, asExtreme, pValue, sided, direction },
      relabelled: what,
      null: relabellingNull(what),
    },
  };
}
