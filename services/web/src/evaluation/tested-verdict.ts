import type { TraceResult } from './result-types.ts';

/** The verdict of a trace; null: nothing was tested, which results of earlier versions call inconclusive. */
export function testedVerdict({
  verdict,
  statistics,
  localised = [],
}: Pick<TraceResult, 'verdict' | 'statistics' | 'localised'>): TraceResult['verdict'] {
  return statistics.length + localised.length === 0 ? null : verdict;
}
