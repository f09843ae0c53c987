import type { Evaluation } from '@model-trace/client';
import { useEffect } from 'react';
import { ScanSection } from '../scan/scan-section.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { CiteSection } from './cite-section.tsx';
import { PerplexitySection } from './perplexity-section.tsx';
import { ProtocolTree } from './protocol-tree.tsx';
import { RawJson } from './raw-json.tsx';
import { TraceSection } from './trace-section.tsx';

/** The numbers of an evaluation, what they mean, and how they came about. */
export function ResultView({
  evaluation,
  result,
}: {
  evaluation: Evaluation;
  result: NonNullable<Evaluation['result']>;
}) {
  useEffect(openForPrint, []);
  return (
    <>
      {result.scan && <ScanSection scan={result.scan} />}
      {result.trace && <TraceSection evaluation={evaluation} trace={result.trace} />}
      {result.perplexity && <PerplexitySection perplexity={result.perplexity} />}
      <section className="evaluation-section">
        <h2>Protocol</h2>
        <p className="muted">
          Everything that decides these numbers: files by their hashes, seeds, number formats, versions.
        </p>
        {result.perplexity && (
          <Disclosure title="Of the perplexity">
            <ProtocolTree value={result.perplexity.protocol} />
          </Disclosure>
        )}
        {result.trace && (
          <Disclosure title="Of the trace">
            <ProtocolTree value={result.trace.protocol} />
          </Disclosure>
        )}
        {result.scan && (
          <Disclosure title="Of the scan">
            <ProtocolTree value={result.scan.protocol} />
          </Disclosure>
        )}
      </section>
      <CiteSection evaluation={evaluation} result={result} />
      <RawJson evaluation={evaluation} />
    </>
  );
}

/** On paper nothing can be unfolded. */
function openForPrint(): () => void {
  const open = () => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-print]')) details.open = true;
  };
  window.addEventListener('beforeprint', open);
  return () => window.removeEventListener('beforeprint', open);
}
