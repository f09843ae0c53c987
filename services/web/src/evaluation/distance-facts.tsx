import { useCallback } from 'react';
import { percent, significant, whole } from '../format/number.ts';
import { Facts } from '../ui/facts.tsx';
import { PlotFigure } from '../ui/plot-figure.tsx';
import { permutationFacts } from './permutation-facts.ts';
import type { DistanceResult } from './result-types.ts';

/** How far the models are from each other as a whole; no verdict follows from it. */
export function DistanceFacts({ distances }: { distances: readonly DistanceResult[] }) {
  return (
    <section className="panel statistic" aria-label="Distances">
      <h3>Distances</h3>
      <p className="muted">How far the models are from each other as a whole. No verdict follows from them.</p>
      {distances.map((distance) => (
        <div key={distance.statistic} className="distance">
          <Facts
            facts={[
              [distance.statistic, describe(distance)],
              ...(distance.permutationTest ? permutationFacts(distance.permutationTest) : []),
            ]}
          />
          {distance.statistic === 'mode-connectivity' && <Curve curve={distance.curve} />}
        </div>
      ))}
    </section>
  );
}

function describe(distance: DistanceResult): string {
  switch (distance.statistic) {
    case 'l2':
      return `${significant(distance.value)}${distance.relative === undefined ? '' : `, ${percent(distance.relative)} of the norm of the base`}, over ${whole(distance.parameters)} parameters`;
    case 'cos':
      return `cosine ${significant(distance.value)} over ${whole(distance.parameters)} parameters`;
    case 'jsd':
      return `${nats(distance.value)} nats mean Jensen-Shannon divergence over ${whole(distance.tokens)} tokens; the same most probable token at ${percent(distance.sameTop)}`;
    case 'mode-connectivity':
      return `${nats(distance.value)} nats at half way, barrier ${nats(distance.barrier)} nats`;
    default:
      return significant((distance as { value: number }).value);
  }
}

/** What is left of rounding is none. */
function nats(value: number): string {
  return Math.abs(value) < 1e-9 ? '0' : significant(value);
}

type Point = { share: number; lossNats: number };

function Curve({ curve }: { curve: readonly Point[] }) {
  const draw = useCallback<Parameters<typeof PlotFigure<Point>>[0]['draw']>(
    (plot) => ({
      marginLeft: 50,
      marginBottom: 36,
      x: { label: 'Share of the model →' },
      y: { label: '↑ Loss, nats', grid: true },
      marks: [
        plot.line(curve, { x: 'share', y: 'lossNats', stroke: 'var(--accent)', strokeWidth: 2 }),
        plot.dot(curve, { x: 'share', y: 'lossNats', fill: 'var(--accent)', r: 3 }),
      ],
    }),
    [curve],
  );
  return <PlotFigure {...{ height: 200, draw }} label="Loss along the line from the base to the model" />;
}
