import { significant } from '../format/number.ts';
import type { PermutationTest } from './result-types.ts';

/** What random relabellings say. */
export function permutationFacts(test: PermutationTest): [name: string, value: string][] {
  if (!test.testable) return [['Permutation test', `none: ${test.reason}`]];
  return [
    [
      'Permutation test',
      `p = ${significant(test.pValue, 3)}: ${test.asExtreme} of ${test.permutations} relabellings of ${test.relabelled} were at least as extreme`,
    ],
  ];
}
