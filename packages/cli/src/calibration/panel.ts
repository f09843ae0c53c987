import type { CalibratedBlocks } from '@model-trace/core/tracing';
import { element, label } from './svg.ts';

/** Pairs of blocks that are drawn in one colour. */
export interface Depths {
  /** Class of the style sheet. */
  name: string;
  words: string;
  values: readonly CalibratedBlocks[];
}

export interface Panel {
  depths: readonly Depths[];
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Horizontal lines of a panel with what they stand for, and the names of both axes. */
export function axes(
  panel: Panel,
  options: { ticks: readonly [at: number, text: string][]; across: string; up: string },
): string {
  const { x, y, width, height } = panel;
  const { ticks, across, up } = options;
  return (
    ticks
      .map(([at, text]) => {
        const level = y + height * (1 - at);
        return (
          element('line', { x1: x, x2: x + width, y1: level, y2: level, class: 'grid' }) +
          label(text, { x: x - 6, y: level + 4, 'text-anchor': 'end', class: 'small' })
        );
      })
      .join('') +
    label(across, { x: x + width / 2, y: y + height + 36, 'text-anchor': 'middle' }) +
    label(up, { x, y: y - 8, class: 'small' })
  );
}
