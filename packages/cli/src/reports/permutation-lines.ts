import type { PermutationTest, TraceResult } from '@model-trace/core/results';
import { formatNumber } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { capitalised, paragraph } from './paragraph.ts';

/** What the permutation test of a statistic says, or why there is none; nothing where none was asked for. */
export function permutationLines(test: PermutationTest | undefined, output: Output): string {
  if (test === undefined) return '';
  if (!test.testable) return paragraph(`Permutation test: ${test.reason}.`, output);
  const { permutations, asExtreme, pValue, direction } = test;
  return (
    `  Permutation test  p = ${output.style('bold', formatNumber(pValue, 3))}, ` +
    `${asExtreme} of ${permutations} draws as extreme\n${paragraph(`${capitalised(direction)}.`, output)}`
  );
}

/** What permutation tests assume, once for all that assume the same. */
export function permutationNulls({ statistics, distances = [] }: TraceResult, output: Output): string[] {
  const assumed = new Map<string, { hypothesis: string; how: string }>();
  for (const { permutationTest: test } of [...statistics, ...distances]) {
    if (!test?.testable) continue;
    const how = `exact, ${test.sided}-sided, p is at least ${formatNumber(1 / (test.permutations + 1), 3)}`;
    assumed.set(`${how}: ${test.null}`, { hypothesis: test.null, how });
  }
  return Array.from(assumed.values(), ({ hypothesis, how }) =>
    paragraph(`Permutation tests (${how}): the null is that ${hypothesis}.`, output),
  );
}
