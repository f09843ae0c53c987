import { percent } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import type { StatisticResult, TraceResult } from './result-types.ts';
import { testedVerdict } from './tested-verdict.ts';

/** What a verdict says, and what it does not. */
export function verdictSentence(
  trace: Pick<TraceResult, 'verdict' | 'model' | 'base' | 'statistics' | 'localised'>,
): string {
  const { model, base, statistics, localised = [] } = trace;
  switch (testedVerdict(trace)) {
    case 'derived':
      return `The hidden units of ${model} and ${base} agree far more than chance allows: one descends from the other, both from a third, or both were initialised alike (same seed or recipe).`;
    case 'independent':
      return `These statistics found no evidence that ${model} and ${base} depend on each other. That is no proof that they do not.`;
    case 'inconclusive': {
      const reasons = [
        ...statistics.filter(isUndecided).map(whyUndecided),
        ...localised
          .filter(isUndecided)
          .map(({ statistic }) => `${statistic} is neither derived nor independent by its rule`),
      ];
      return `Nothing could be decided about ${model} and ${base}: ${reasons.join('; ')}.`;
    }
    case null:
      return `Nothing that gives a verdict was tested about ${model} and ${base}: distances and similarities do not, nor do permutation tests of them.`;
  }
}

const isUndecided = ({ verdict }: Pick<StatisticResult, 'verdict'>): boolean => verdict === 'inconclusive';

/** The veto, where there is one; otherwise the numbers, and the rule that neither side of which they meet. */
function whyUndecided({ statistic, log10PValue, agreeingFraction, controls, verdictRule }: StatisticResult): string {
  if (verdictRule.startsWith('inconclusive')) return `${statistic} is ${verdictRule}`;
  const numbers = `${statistic} has p = ${formatPValue(log10PValue)} with ${percent(agreeingFraction)} of the units in agreement`;
  return controls?.areSmall
    ? `${numbers}, but finds as much between blocks that have no reason to be related`
    : `${numbers}, where the rule is: ${verdictRule.split('; otherwise inconclusive')[0]}`;
}
