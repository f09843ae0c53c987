import { useState } from 'react';
import { BlockBars } from '../evaluation/block-bars.tsx';
import type { ScanResult } from '../evaluation/result-types.ts';
import { StatisticCard } from '../evaluation/statistic-card.tsx';
import { percent, significant, whole } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { ModelLink } from '../model/model-link.tsx';
import { Button } from '../ui/button.tsx';
import { type DataColumn, DataTable } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import { EmptyPanel } from '../ui/empty-panel.tsx';
import { Facts } from '../ui/facts.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import './scan-section.css';

type Candidate = ScanResult['candidates'][number];

/** Rows that are shown at once; a scan has up to 1,000. */
const rowsAtFirst = 50;

const columns: readonly DataColumn<Candidate>[] = [
  { heading: 'Base', cell: ({ base }) => <ModelLink model={base} /> },
  { heading: 'Verdict', cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
  { heading: 'p by Holm', numeric: true, cell: ({ log10PHolm }) => formatPValue(log10PHolm) },
  {
    heading: 'p by Benjamini-Hochberg',
    ...{ numeric: true, wide: true },
    cell: ({ log10PBenjaminiHochberg }) => formatPValue(log10PBenjaminiHochberg),
  },
  { heading: 'p, not corrected', numeric: true, wide: true, cell: ({ log10PValue }) => formatPValue(log10PValue) },
  { heading: 'Agreeing', numeric: true, wide: true, cell: ({ agreeingFraction }) => percent(agreeingFraction) },
  { heading: 'Mean cosine', numeric: true, wide: true, cell: ({ meanCosine }) => significant(meanCosine, 3) },
  {
    heading: 'Full trace',
    cell: (candidate) =>
      candidate.trace ? (
        <TracedVerdict candidate={candidate} />
      ) : (
        <span className="muted">{candidate.traceError?.code ?? '–'}</span>
      ),
  },
];

/** The bases of a scan, strongest evidence first, then what was found out about the best of them. */
export function ScanSection({ scan }: { scan: ScanResult }) {
  const [all, setAll] = useState(false);
  const { candidates, excluded, failed } = scan;
  const shown = all ? candidates : candidates.slice(0, rowsAtFirst);
  const derived = candidates.filter(({ verdict }) => verdict === 'derived').length;
  return (
    <section className="evaluation-section">
      <h2>Bases, strongest evidence first</h2>
      <p>
        {whole(scan.tested)} {scan.tested === 1 ? 'base was' : 'bases were'} tested. By the weights in their given order
        (csu) there is evidence of a common origin or initialisation with {derived === 0 ? 'none' : whole(derived)} of
        them; a model whose units were permuted looks independent to csu.
      </p>
      {candidates.length === 0 ? (
        <EmptyPanel title="No base could be tested">
          <p>Why stands below, for each of them.</p>
        </EmptyPanel>
      ) : (
        <DataTable label="Bases" rows={shown} columns={columns} keyOf={({ base, commit }) => `${base} ${commit}`} />
      )}
      {shown.length < candidates.length && (
        <p>
          <Button onClick={() => setAll(true)}>Show all {whole(candidates.length)}</Button>
        </p>
      )}
      {candidates
        .filter(({ trace }) => trace !== null)
        .map((each) => (
          <TracedBase key={`${each.base} ${each.commit}`} candidate={each} />
        ))}
      <Facts
        facts={[
          ['Null hypothesis', scan.null],
          ['Corrected for', scan.correction],
          ['Verdict', scan.verdictRule],
          ['Traced in full', scan.protocol.passing],
        ]}
      />
      {excluded.length > 0 && (
        <Disclosure title={`Not tested: ${whole(excluded.length)}`}>
          <Facts facts={excluded.map(({ base, reason }) => [base, reason])} />
        </Disclosure>
      )}
      {failed.length > 0 && (
        <Disclosure title={`Could not be read: ${whole(failed.length)}`}>
          <Facts facts={failed.map(({ base, code, detail }) => [base, `${code}: ${detail}`])} />
        </Disclosure>
      )}
    </section>
  );
}

/** By the corrected p-values; scans of earlier versions have that by the others alone, which says so. */
function TracedVerdict({ candidate: { trace, traceVerdict } }: { candidate: Candidate }) {
  if (traceVerdict !== undefined) return <VerdictBadge verdict={traceVerdict} />;
  return (
    <>
      <VerdictBadge verdict={trace!.verdict} /> <span className="muted">p not corrected</span>
    </>
  );
}

/** What a full trace against one of the bases said; its p-values corrected for all that were tested. */
function TracedBase({ candidate }: { candidate: Candidate }) {
  const { base, blocks, trace, traceLog10PBonferroni } = candidate;
  return (
    <section className="panel scan-traced" aria-label={`Full trace against ${base}`}>
      <h3>
        <ModelLink model={base} /> <TracedVerdict candidate={candidate} />
      </h3>
      <Facts
        facts={Object.entries(traceLog10PBonferroni).map(([statistic, log10]) => [
          `p (${statistic})`,
          `${formatPValue(log10)}, corrected for all bases by Bonferroni`,
        ])}
      />
      <Disclosure title="Blocks by the signature">
        <BlockBars label={`Blocks of the signature of ${base}`} blocks={blocks} />
      </Disclosure>
      <Disclosure title="Statistics of the trace, not corrected">
        <div className="scan-statistics">
          {trace!.statistics.map((statistic) => (
            <StatisticCard key={statistic.statistic} statistic={statistic} />
          ))}
        </div>
      </Disclosure>
    </section>
  );
}
