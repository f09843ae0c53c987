import { defaultStatistics, type EvaluationRequest, type StatisticId } from './evaluation.ts';
import { defaultControls } from './trace-choices.ts';

/**
 * Whether a trace is one that leaderboards and the lineage show: decided by the default rule, on tokens, blocks, forms and
 * statistics that nobody picked. Each statistic is blind to some disguise, so who leaves one out picks the verdict; one that is
 * asked for besides takes none away. More controls can only take a verdict back; fewer would keep one that the default takes back.
 */
export function isLeaderboardTrace({
  statistics = defaultStatistics,
  traceCorpus,
  trace: { controls = defaultControls, matchMetric = 'cosine', matchVariant, blocks, thresholdLog10P } = {},
}: Pick<EvaluationRequest, 'traceCorpus' | 'trace'> & { statistics?: readonly StatisticId[] } = {}): boolean {
  return (
    defaultStatistics.every((statistic) => statistics.includes(statistic)) &&
    controls >= defaultControls &&
    matchMetric === 'cosine' &&
    [traceCorpus, matchVariant, blocks, thresholdLog10P].every((each) => each === undefined)
  );
}

/**
 * Whether a trace is one of those but for default statistics that it leaves out. What it finds derived they would too: one
 * statistic that says so suffices, and none depends on which others are taken. What it does not find says less than theirs.
 */
export function isPartOfLeaderboardTrace(
  request: Pick<EvaluationRequest, 'traceCorpus' | 'trace'> & { statistics?: readonly StatisticId[] } = {},
): boolean {
  const { statistics = [] } = request;
  return (
    !isLeaderboardTrace(request) &&
    isLeaderboardTrace({ ...request, statistics: [...defaultStatistics, ...statistics] })
  );
}
