import { axes, type Panel } from './panel.ts';
import { element, label } from './svg.ts';

/** Counts from here on share the last bar. */
const most = 9;

/** How many units agree (K) in how many pairs, beside the Poisson law of mean 1, which a uniform permutation follows closely. */
export function histogramPanel(panel: Panel): string {
  const { depths, x, y, width, height } = panel;
  const shares = depths.map(({ values }) => {
    const counts = new Array<number>(most + 1).fill(0);
    for (const { agreeing } of values) counts[Math.min(agreeing, most)]++;
    return counts.map((count) => count / values.length);
  });
  const expected = poisson(most);
  const top = Math.ceil(5 * Math.max(...expected, ...shares.flat())) / 5;
  const slot = width / (most + 1);
  const bar = (slot - 6) / depths.length;
  const bars = shares.flatMap((list, series) =>
    list.map((share, k) =>
      element('rect', {
        ...{
          x: x + k * slot + 3 + series * bar,
          y: y + height * (1 - share / top),
          width: bar,
          height: (height * share) / top,
        },
        class: `bar ${depths[series].name}`,
      }),
    ),
  );
  const marks = expected.map((share, k) =>
    element('circle', { cx: x + (k + 0.5) * slot, cy: y + height * (1 - share / top), r: 3.5, class: 'expected' }),
  );
  const names = expected.map((_, k) =>
    label(k === most ? `${most}+` : String(k), {
      x: x + (k + 0.5) * slot,
      y: y + height + 16,
      'text-anchor': 'middle',
      class: 'small',
    }),
  );
  const ticks = Array.from({ length: 5 }, (_, i): [number, string] => [i / 4, ((i / 4) * top).toFixed(2)]);
  return [
    axes(panel, { ticks, across: 'K: agreeing units', up: 'share of pairs; circles: Poisson law of mean 1' }),
    ...bars,
    ...marks,
    ...names,
  ].join('');
}

/** P(K = 0), ..., P(K = last - 1), P(K >= last). */
function poisson(last: number): number[] {
  const list: number[] = [];
  for (let k = 0, p = Math.exp(-1); k < last; p /= ++k) list.push(p);
  return [...list, 1 - list.reduce((sum, p) => sum + p, 0)];
}
