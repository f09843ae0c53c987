import type { StatisticResult } from '@model-trace/core/results';
import { formatNumber, formatPValue } from '../terminal/format.ts';
import type { Output } from '../terminal/output.ts';
import { paragraph } from './paragraph.ts';

/** Negative controls in one sentence, to be read beside the blocks above it; each of them is in the JSON. */
export function controlLines(controls: StatisticResult['controls'], output: Output): string {
  if (controls === undefined) return '';
  const { pairs, medianLog10PValue, areSmall, rule } = controls;
  const smallest = Math.min(...pairs.map(({ log10PValue }) => log10PValue));
  const rhos = pairs.map(({ rho }) => rho);
  const share = Math.max(...pairs.map(({ agreeing, units }) => agreeing / Math.max(1, units)));
  const numbers =
    `Controls, ${pairs.length} pairs of other blocks: median p ${formatPValue(medianLog10PValue)}, smallest ${formatPValue(smallest)}; ` +
    `rho ${Math.min(...rhos).toFixed(4)} to ${Math.max(...rhos).toFixed(4)}; at most ${formatNumber(100 * share, 3)} % of units agree`;
  return paragraph(areSmall ? `${numbers}. THEY ARE SMALL. ${rule}.` : `${numbers}.`, output);
}
