import { useMemo } from 'react';
import { percent, significant } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Facts } from '../ui/facts.tsx';
import { VerdictBadge } from '../ui/verdict-badge.tsx';
import type { LocalisedResult } from './result-types.ts';
import './localised-map.css';

type Source = LocalisedResult['sources'][number];

/** Every block of the model against every block of the base: where each part may come from. */
export function LocalisedMap({ result }: { result: LocalisedResult }) {
  const grid = useMemo(() => gridOf(result), [result]);
  return (
    <section className="panel statistic" aria-label={`Statistic ${result.statistic}`}>
      <header className="statistic-head">
        <h3>
          <code>{result.statistic}</code> All pairs of blocks <span className="muted">{result.variant}</span>
        </h3>
        <p className="statistic-p number">p = {formatPValue(result.log10PValue)}</p>
        <VerdictBadge verdict={result.verdict} />
      </header>
      <div className="localised">
        <figure className="heatmap">
          <section
            className="heatmap-scroll"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must take the focus to be scrolled by keys
            tabIndex={0}
            aria-label={`Adjusted p-values of ${result.pairs.length} pairs of blocks; the table names the strongest of each block`}
          >
            <table aria-hidden="true">
              <thead>
                <tr>
                  <td />
                  {grid.baseBlocks.map((block) => (
                    <th key={block}>{block}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {grid.blocks.map((block) => (
                  <tr key={block}>
                    <th>{block}</th>
                    {grid.baseBlocks.map((baseBlock) => {
                      const pair = grid.pairs.get(`${block}-${baseBlock}`);
                      return (
                        <td
                          key={baseBlock}
                          title={
                            pair &&
                            `block ${block}, block ${baseBlock} of the base: p = ${formatPValue(pair.log10HolmPValue)} adjusted, rho ${significant(pair.rho, 3)}, ${pair.agreeing} of ${pair.units} units`
                          }
                          style={{ '--heat': pair ? heat(pair.log10HolmPValue) : 0 } as React.CSSProperties}
                        />
                      );
                    })}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <figcaption className="muted">
            Rows: blocks of the model. Columns: blocks of the base. Darker: smaller p, adjusted by Holm.
          </figcaption>
        </figure>
        <DataTable<Source>
          label="Where each block may come from"
          rows={result.sources}
          keyOf={({ block }) => String(block)}
          columns={[
            { heading: 'Block', cell: ({ block }) => block },
            { heading: 'Most like', numeric: true, cell: ({ baseBlock }) => baseBlock },
            { heading: 'p, adjusted', numeric: true, cell: ({ log10HolmPValue }) => formatPValue(log10HolmPValue) },
            {
              heading: 'Agreeing',
              numeric: true,
              wide: true,
              cell: ({ agreeingFraction }) => percent(agreeingFraction),
            },
            { heading: 'Verdict', cell: ({ verdict }) => <VerdictBadge verdict={verdict} /> },
          ]}
        />
      </div>
      <Facts
        facts={[
          ['Null hypothesis', result.null],
          ['Small p', `${result.direction} (${result.sided}-sided)`],
          ['Many tests', result.multiplicity],
          ['Widths', result.widths],
          ['Verdict', result.verdictRule],
        ]}
      />
    </section>
  );
}

function gridOf({ pairs }: LocalisedResult) {
  const sorted = (numbers: number[]) => [...new Set(numbers)].sort((a, b) => a - b);
  return {
    blocks: sorted(pairs.map(({ block }) => block)),
    baseBlocks: sorted(pairs.map(({ baseBlock }) => baseBlock)),
    pairs: new Map(pairs.map((pair) => [`${pair.block}-${pair.baseBlock}`, pair])),
  };
}

/** 0 at p = 1, 1 at 10^-100 and below, by the logarithm of the logarithm. */
function heat(log10: number): number {
  return Math.min(1, Math.log1p(-log10) / Math.log1p(100));
}
