import type { LeaderboardEntry } from '@model-trace/client';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { significant } from '../format/number.ts';
import { formatPValue } from '../format/p-value.ts';
import { PlotFigure } from '../ui/plot-figure.tsx';
import { logTicks } from './log-ticks.ts';
import './leaderboard-scatter.css';

interface Point {
  entry: LeaderboardEntry;
  perplexity: number;
  log10: number;
}

/** Powers of ten at which the axis has marks; between 0 and 1 it is linear, beyond logarithmic. */
const ticks = [0, -1, -6, -30, -100, -300, -1000, -3000, -10_000];
/** Below it a p-value is small enough for the verdict "derived". */
const rule = -6;

/** Marks of the axis of perplexity: round ones, or the ends where no round one lies between them. */
function xTicks(points: readonly Point[], width: number): number[] {
  const values = points.map(({ perplexity }) => perplexity);
  const range = [Math.min(...values), Math.max(...values)] as const;
  const round = logTicks(range, width / 70);
  return round.length > 0 ? round : [...new Set(range)];
}

const height = 260;

/** Perplexity against the p-value of all rows that have both; a point leads to its evaluation. Undefined: they are still coming. */
export function LeaderboardScatter({ rows }: { rows: readonly LeaderboardEntry[] | undefined }) {
  const navigate = useNavigate();
  const points = useMemo(
    () =>
      (rows ?? []).flatMap((entry): Point[] => {
        const { perplexity, trace } = entry.metrics;
        return perplexity && trace ? [{ entry, perplexity: perplexity.value, log10: trace.value }] : [];
      }),
    [rows],
  );
  const draw = useCallback<Parameters<typeof PlotFigure<Point>>[0]['draw']>(
    (plot, width) => ({
      ...{ marginTop: 8, marginLeft: 66, marginRight: 16, marginBottom: 38, inset: 12 },
      x: {
        type: 'log',
        label: 'Perplexity →',
        ticks: xTicks(points, width),
        tickFormat: (value: number) => significant(value, 3),
        grid: true,
      },
      y: {
        domain: [0, Math.min(1.2 * rule, ...points.map(({ log10 }) => log10))],
        type: 'symlog',
        constant: 1,
        ticks: ticks.filter((tick) => tick === 0 || tick >= Math.min(rule, ...points.map(({ log10 }) => log10)) * 1.5),
        tickFormat: (value: number) => (value === 0 ? 'p = 1' : `10^${value}`),
        label: null,
      },
      marks: [
        plot.ruleY([rule], { stroke: 'var(--derived)', strokeDasharray: '4 4', strokeOpacity: 0.8 }),
        plot.dot(points, {
          ...{ x: 'perplexity', y: 'log10', r: points.length > 300 ? 3 : 5 },
          fill: { value: ({ entry }: Point) => `var(--${entry.verdict ?? 'inconclusive'})`, scale: null } as never,
          ...{ fillOpacity: 0.75, stroke: 'var(--surface)', strokeWidth: 1 },
        }),
        plot.dot(points, plot.pointer({ x: 'perplexity', y: 'log10', r: 8, stroke: 'var(--ink)', strokeWidth: 1.5 })),
        plot.tip(
          points,
          plot.pointer({
            ...{
              x: 'perplexity',
              y: 'log10',
              fontSize: 12,
              lineHeight: 1.4,
              lineWidth: 34,
              textPadding: 10,
              stroke: 'var(--line-strong)',
            },
            title: ({ entry, perplexity, log10 }: Point) =>
              [
                entry.model,
                `perplexity ${significant(perplexity)}`,
                `p = ${formatPValue(log10)} against ${entry.base}`,
                entry.verdict ?? '',
              ].join('\n'),
          }),
        ),
      ],
    }),
    [points],
  );
  const open = useCallback(
    ({ entry }: Point) => void navigate({ to: '/evaluations/$id', params: { id: entry.evaluationId } }),
    [navigate],
  );
  return (
    <section className="scatter" aria-label="Perplexity and p-value">
      {rows === undefined ? (
        <div style={{ height }} />
      ) : points.length === 0 ? (
        <p className="scatter-empty muted">No row has both a perplexity and a p-value yet.</p>
      ) : (
        <PlotFigure
          {...{ height, draw, onPick: open }}
          label={`Perplexity against match p-value of ${points.length} models. The table below has the same numbers.`}
        />
      )}
      <ul className="legend" aria-label="Colours">
        {(['derived', 'inconclusive', 'independent'] as const).map((verdict) => (
          <li key={verdict} className={`legend-${verdict}`}>
            {verdict}
          </li>
        ))}
        <li className="legend-rule">10^-6: a smaller p is needed for “derived”</li>
      </ul>
    </section>
  );
}
