import type { Evaluation } from '@model-trace/client';
import { formatPValue } from '../format/p-value.ts';
import { DistanceFacts } from './distance-facts.tsx';
import { LocalisedMap } from './localised-map.tsx';
import { MatchedUnits } from './matched-units.tsx';
import type { TraceResult } from './result-types.ts';
import { SimilarityFacts } from './similarity-facts.tsx';
import { StatisticCard } from './statistic-card.tsx';
import { testedVerdict } from './tested-verdict.ts';
import { verdictSentence } from './verdict-sentence.ts';

/** Whether the two models depend on each other: the verdict in words, then each statistic with its blocks. */
export function TraceSection({ evaluation, trace }: { evaluation: Evaluation; trace: TraceResult }) {
  const { statistics, localised = [], distances = [], similarities = [] } = trace;
  const tested = [...statistics, ...localised];
  const smallest = tested.length === 0 ? null : tested.reduce((a, b) => (b.log10PValue < a.log10PValue ? b : a));
  const verdict = testedVerdict(trace);
  return (
    <section className="evaluation-section">
      <h2>Descent</h2>
      <div className={`verdict verdict-${verdict ?? 'untested'}`}>
        <p className="verdict-word">{verdict ?? 'not tested'}</p>
        <div>
          <p className="verdict-sentence">{verdictSentence(trace)}</p>
          {verdict !== null && <p className="muted">Rule: {trace.verdictRule}.</p>}
        </div>
        {smallest && (
          <div className="figure">
            <p className="figure-value number">{formatPValue(smallest.log10PValue)}</p>
            <p className="figure-name">smallest p-value, {smallest.statistic}</p>
          </div>
        )}
      </div>
      {statistics.map((statistic) => (
        <StatisticCard key={statistic.statistic} statistic={statistic} />
      ))}
      {statistics.length > 0 && <MatchedUnits evaluation={evaluation} trace={trace} />}
      {localised.map((result) => (
        <LocalisedMap key={result.statistic} result={result} />
      ))}
      {distances.length > 0 && <DistanceFacts distances={distances} />}
      {similarities.length > 0 && <SimilarityFacts similarities={similarities} />}
    </section>
  );
}
