import { axes, type Depths, type Panel } from './panel.ts';
import { label, path } from './svg.ts';

/** The empirical distribution of p, the uniform one, and its 95 % band (Dvoretzky, Kiefer, Wolfowitz; Massart's constant). */
export function distributionPanel(panel: Panel): string {
  const { depths, x, y, width, height } = panel;
  const point = (p: number, share: number): [number, number] => [x + width * p, y + height * (1 - share)];
  const fractions = [0, 0.2, 0.4, 0.6, 0.8, 1];
  return [
    axes(panel, {
      ticks: fractions.map((at) => [at, String(at)]),
      across: 'p-value',
      up: 'share of pairs up to that p; bands: 95 % if uniform',
    }),
    ...fractions.map((at) =>
      label(String(at), { x: x + width * at, y: y + height + 16, 'text-anchor': 'middle', class: 'small' }),
    ),
    ...depths.map(({ name, values }) =>
      path(
        band(values.length).map(([p, s]) => point(p, s)),
        { class: `band ${name}` },
      ),
    ),
    path([point(0, 0), point(1, 1)], { class: 'uniform' }),
    ...depths.map((one) =>
      path(
        steps(one).map(([p, s]) => point(p, s)),
        { class: `line ${one.name}` },
      ),
    ),
  ].join('');
}

/** Corners of the region within epsilon of the diagonal, cut to the square. epsilon = sqrt(ln(2 / 0.05) / 2n). */
function band(n: number): [number, number][] {
  const epsilon = Math.min(1, Math.sqrt(Math.log(2 / 0.05) / (2 * n)));
  return [
    [0, 0],
    [0, epsilon],
    [1 - epsilon, 1],
    [1, 1],
    [1, 1 - epsilon],
    [epsilon, 0],
    [0, 0],
  ];
}

function steps({ values }: Depths): [number, number][] {
  const sorted = values.map(({ log10PValue }) => 10 ** log10PValue).sort((a, b) => a - b);
  const corners = sorted.flatMap((p, i): [number, number][] => [
    [p, i / sorted.length],
    [p, (i + 1) / sorted.length],
  ]);
  return [[0, 0], ...corners, [1, 1]];
}
