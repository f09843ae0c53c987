import type { BlockResult, Controls } from '../../results/index.ts';
import { maxControlUnits } from './draw-units.ts';

/** A control below this is small: one in a hundred where p-values mean what they say. */
const smallLog10P = -2;

/**
 * What the controls of a statistic say together. `areSmall`: at least half are below 0.01. Where p-values of unrelated blocks
 * are uniform that happens with a probability of at most C(n, n/2) 0.01^(n/2): 0.02 for two controls, 4e-10 for twelve. It only
 * ever takes back a verdict, so it adds no false one; half of them, because a few may be related in earnest (a block that was
 * copied to its neighbour's place).
 */
export function summarizeControls(pairs: readonly BlockResult[], which: string): Controls | null {
  if (pairs.length === 0) return null;
  const sorted = pairs.map(({ log10PValue }) => log10PValue).sort((a, b) => a - b);
  const small = sorted.filter((log10PValue) => log10PValue < smallLog10P).length;
  const middle = sorted.length / 2;
  return {
    pairs: [...pairs],
    medianLog10PValue: (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2,
    areSmall: small >= middle,
    rule:
      `${which}; derived becomes inconclusive when at least half of them have log10 p < ${smallLog10P}, ` +
      'for then the statistic finds as much between blocks that have no reason to be related',
  };
}

export const crosswiseControls = `Neighbouring pairs of blocks compared crosswise, up to ${maxControlUnits} units of one block (drawn at random) with all of the other`;

export const leftOutControls = 'Pairs of blocks that the best pairing leaves out, drawn at random';
