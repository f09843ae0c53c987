import type { Evaluation } from '@model-trace/client';
import { Link } from '@tanstack/react-router';
import { useId, useMemo, useState } from 'react';
import { significant, whole } from '../format/number.ts';
import { matchingAxes, matchingPoints } from './matching-points.ts';
import type { BlockResult, StatisticResult, TraceResult } from './result-types.ts';
import './matched-units.css';

type Listed = BlockResult & Required<Pick<BlockResult, 'matchings'>>;
const isListed = (block: BlockResult): block is Listed => block.matchings !== undefined;

/** Which units were matched in a block that the reader chooses, or how to come by that where the result does not list it. */
export function MatchedUnits({ evaluation, trace }: { evaluation: Evaluation; trace: TraceResult }) {
  const listing = trace.statistics.filter(({ blocks }) => blocks.some(isListed));
  return (
    <section className="panel statistic matched-units" aria-label="Matched units">
      <h3>Matched units</h3>
      {listing.length > 0 ? <ChosenBlock statistics={listing} /> : <NotListed evaluation={evaluation} />}
    </section>
  );
}

function NotListed({ evaluation: { model, base, matchings } }: { evaluation: Evaluation }) {
  if (matchings) return <p className="muted">The blocks are too wide for a result to list their units.</p>;
  return (
    <p className="muted">
      This result does not list which units were matched, since nobody asked for it. Submit the pair with{' '}
      <Link to="/submit" search={{ model, base: base ?? undefined, matchings: 'true' }}>
        matchings
      </Link>{' '}
      (<code>"matchings": true</code>, <code>--matchings</code>) to see each unit here.
    </p>
  );
}

function ChosenBlock({ statistics }: { statistics: readonly StatisticResult[] }) {
  const id = useId();
  const [name, setName] = useState(
    (statistics.find(({ statistic }) => statistic === 'match') ?? statistics[0]).statistic,
  );
  const [index, setIndex] = useState(0);
  const chosen = statistics.find(({ statistic }) => statistic === name) ?? statistics[0];
  const blocks = chosen.blocks.filter(isListed);
  const block = blocks[Math.min(index, blocks.length - 1)];
  const unlisted = chosen.blocks.length - blocks.length;
  return (
    <>
      <div className="matched-choices">
        <label htmlFor={`${id}s`}>Statistic</label>
        <select id={`${id}s`} className="select" value={name} onChange={(event) => setName(event.target.value)}>
          {statistics.map(({ statistic }) => (
            <option key={statistic}>{statistic}</option>
          ))}
        </select>
        <label htmlFor={`${id}b`}>Block</label>
        <select
          id={`${id}b`}
          className="select"
          value={blocks.indexOf(block)}
          onChange={(event) => setIndex(Number(event.target.value))}
        >
          {blocks.map((each, place) => (
            <option key={`${each.block}-${each.baseBlock}`} value={place}>
              {each.block === each.baseBlock ? each.block : `${each.block} · ${each.baseBlock} of the base`}
            </option>
          ))}
        </select>
      </div>
      <MatchingScatter block={block} statistic={chosen} />
      {unlisted > 0 && <p className="muted">{whole(unlisted)} more blocks are not listed, for want of room.</p>}
    </>
  );
}

/** A point for each unit; those of the diagonal agree. */
function MatchingScatter({ block, statistic }: { block: Listed; statistic: StatisticResult }) {
  const points = useMemo(() => matchingPoints(block.matchings), [block]);
  const { agreeing, differing, onDiagonal, extent } = points;
  const axes = matchingAxes(statistic, points);
  const last = whole(extent - 1);
  const size = extent > 2000 ? 1.5 : extent > 400 ? 2.5 : 4;
  const said =
    `Of ${whole(block.units)} units ${whole(onDiagonal)} lie on the diagonal, where ${axes.diagonal}; ` +
    `the rank correlation is ${significant(block.rho, 3)}`;
  return (
    <figure className="matching">
      <div className="matching-plot">
        <span className="matching-y">{axes.y} →</span>
        <span className="matching-top number">{last}</span>
        <svg
          viewBox={`0 0 ${extent} ${extent}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Block ${block.block}: ${axes.x} against ${axes.y}. ${said}.`}
        >
          <path className="matching-diagonal" d={`M0 ${extent}L${extent} 0`} />
          <path className="matching-differing" d={differing} style={{ strokeWidth: size }} />
          <path className="matching-agreeing" d={agreeing} style={{ strokeWidth: size }} />
        </svg>
        <span className="matching-x">
          <span className="number">0</span> {axes.x} → <span className="number">{last}</span>
        </span>
      </div>
      <figcaption className="muted">
        {said}. Units that have no reason to agree are spread over the whole square.
      </figcaption>
    </figure>
  );
}
