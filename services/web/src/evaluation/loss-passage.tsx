import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { percent, significant, whole } from '../format/number.ts';
import { DataTable } from '../ui/data-table.tsx';
import { Disclosure } from '../ui/disclosure.tsx';
import type { PerplexityResult } from './result-types.ts';
import './loss-passage.css';

type Tokens = PerplexityResult['tokens'];

/** Nats at which the colour is full: a token of probability 1 in 22,000. */
const fullNats = 10;
/** Rows of the table at the most. */
const tableRows = 1_000;

/** The text itself, each token coloured by how surprised the model was; its loss and rank when it is pointed at. */
export function LossPassage({ tokens }: { tokens: Tokens }) {
  const [shown, setShown] = useState<number | null>(null);
  const point = (event: PointerEvent) => {
    const index = (event.target as HTMLElement).dataset.index;
    if (index !== undefined) setShown(Number(index));
  };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setShown((known) => (known === null ? 0 : Math.min(tokens.length - 1, Math.max(0, known + step))));
  };
  const token = shown === null ? null : tokens[shown];
  // Results of earlier versions have none.
  const hasRanks = tokens.some(({ rank }) => rank != null);
  return (
    <figure className="loss">
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a text that arrow keys go through */}
      <div
        className="loss-text"
        role="group"
        aria-label="The text with the loss and rank of each token; arrow keys go through it"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go through the tokens
        tabIndex={0}
        onPointerOver={point}
        onPointerLeave={() => setShown(null)}
        onKeyDown={move}
      >
        {tokens.map(({ text, nllNats }, index) => (
          <span
            key={index}
            data-index={index}
            data-shown={index === shown || undefined}
            className={nllNats === null ? 'token token-unscored' : 'token'}
            style={
              nllNats === null ? undefined : ({ '--loss': Math.min(1, nllNats / fullNats) } as React.CSSProperties)
            }
          >
            {text}
          </span>
        ))}
      </div>
      <figcaption>
        <p className="loss-detail number" role="status">
          {token === null ? (
            <span className="muted">Point at a token, or focus the text and use the arrow keys.</span>
          ) : (
            <>
              <code>{JSON.stringify(token.text)}</code> id {token.id},{' '}
              {token.nllNats === null ? (
                'not scored'
              ) : (
                <>
                  loss <strong>{significant(token.nllNats)}</strong> nats, probability {probability(token.nllNats)},
                  rank {token.rank == null ? 'not recorded' : <strong>{whole(token.rank)}</strong>}
                </>
              )}
            </>
          )}
        </p>
        <p className="loss-scale" aria-hidden="true">
          0 <span className="loss-ramp" /> {fullNats}+ nats
        </p>
      </figcaption>
      <Disclosure title="All tokens as a table" print={false}>
        <DataTable<{ index: number } & Tokens[number]>
          label="Tokens"
          rows={tokens.slice(0, tableRows).map((each, index) => ({ ...each, index }))}
          keyOf={({ index }) => String(index)}
          columns={[
            { heading: 'Token', cell: ({ text }) => <code>{JSON.stringify(text)}</code> },
            { heading: 'Id', numeric: true, cell: ({ id }) => id },
            {
              heading: 'Loss, nats',
              numeric: true,
              cell: ({ nllNats }) => (nllNats === null ? 'not scored' : significant(nllNats)),
            },
            {
              heading: 'Probability',
              numeric: true,
              cell: ({ nllNats }) => (nllNats === null ? '–' : probability(nllNats)),
            },
            ...(hasRanks
              ? [
                  {
                    heading: 'Rank',
                    numeric: true,
                    cell: ({ rank }: Tokens[number]) => (rank == null ? '–' : whole(rank)),
                  },
                ]
              : []),
          ]}
        />
        {tokens.length > tableRows && (
          <p className="muted">
            The first {tableRows} of {tokens.length}.
          </p>
        )}
      </Disclosure>
    </figure>
  );
}

function probability(nllNats: number): string {
  const p = Math.exp(-nllNats);
  return p >= 0.001 ? percent(p) : significant(p, 2);
}
