import type { Calibration } from '@model-trace/core/tracing';
import { distributionPanel } from './distribution-panel.ts';
import { histogramPanel } from './histogram-panel.ts';
import { element, escaped, label } from './svg.ts';

const width = 760;
const height = 360;

/** Colours of both schemes; the paper is drawn, so that text is legible on any page. */
const style = `
  svg { --paper: #ffffff; --ink: #1f2328; --muted: #59636e; --grid: #d1d9e0; --same: #0550ae; --other: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #f0f6fc; --muted: #9198a1; --grid: #3d444d; --same: #58a6ff; --other: #f0883e }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--ink) }
  .small { font-size: 11px; fill: var(--muted) }
  .title { font-weight: 600; font-size: 13px }
  .grid { stroke: var(--grid); stroke-width: 1; fill: none }
  .uniform { stroke: var(--muted); stroke-width: 1; stroke-dasharray: 4 3; fill: none }
  .expected { fill: none; stroke: var(--ink); stroke-width: 1.5 }
  .same { stroke: var(--same) } .other { stroke: var(--other) }
  .line { fill: none; stroke-width: 2 }
  .band { stroke: none; opacity: .13 }
  .bar { stroke: none; opacity: .85 }
  .band.same, .bar.same { fill: var(--same) } .band.other, .bar.other { fill: var(--other) }
`;

/** A null distribution as a picture: p against the uniform law, and how many units agree. A self-contained SVG. */
export function calibrationPlot(calibration: Calibration): string {
  const { statistic, variant, pairs, blocks, summary } = calibration;
  const depths = [
    { name: 'same', words: 'blocks of the same depth', values: blocks.filter((one) => one.blockOfA === one.blockOfB) },
    { name: 'other', words: 'blocks of other depths', values: blocks.filter((one) => one.blockOfA !== one.blockOfB) },
  ].filter(({ values }) => values.length > 0);
  const heading = `${statistic} (${variant}) on independent models: ${pairs.length} pairs of models, ${blocks.length} pairs of blocks`;
  const { d, pValue } = summary.all.kolmogorovSmirnov;
  const rates = summary.all.rejections.map(({ alpha, rate }) => `${(100 * rate).toFixed(1)} % below ${alpha}`);
  const caption = [
    `Kolmogorov-Smirnov D = ${d.toFixed(3)}, p = ${pValue.toPrecision(2)} (indicative)`,
    ...rates,
    `mean K = ${summary.all.meanAgreeing.toFixed(2)}`,
  ].join(' · ');
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' },
    `<title>${escaped(heading)}</title>`,
    `<desc>${escaped(caption)}</desc>`,
    `<style>${style}</style>`,
    element('rect', { width, height, fill: 'var(--paper)' }),
    label(heading, { x: 16, y: 24, class: 'title' }),
    distributionPanel({ depths, x: 56, y: 80, width: 290, height: 204 }),
    histogramPanel({ depths, x: 430, y: 80, width: 306, height: 204 }),
    ...depths.flatMap(({ name, words, values }, i) => [
      element('rect', { x: 16 + 250 * i, y: 36, width: 12, height: 12, class: `bar ${name}` }),
      label(`${words} (${values.length})`, { x: 34 + 250 * i, y: 46 }),
    ]),
    label(caption, { x: 16, y: height - 14, class: 'small' }),
  )}\n`;
}
