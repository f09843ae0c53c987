import type { BlockResult, Controls } from '../../results/index.ts';
import { agreeingFractionOf } from '../block-result.ts';
import { maxControlUnits } from './draw-units.ts';

/** A control below this is small: one in a hundred where p-values mean what they say. */
const smallLog10P = -2;

/** Units that agree in the median control may be at most this share of those that agree in the blocks compared. */
const maxAgreeingRatio = 1 / 3;

/**
 * What the controls of a statistic say together. `areSmall`: at least half are below 0.01. Where p-values of unrelated blocks
 * are uniform that happens with a probability of at most C(n, n/2) 0.01^(n/2): 0.02 for two controls, 9e-10 for twelve. It only
 * ever takes back a verdict, so it adds no false one; half of them, because a few may be related in earnest (a block that was
 * copied to its neighbour's place).
 *
 * What controls cannot show: units that converge at the same depth only. Independent models do share some of those
 * (`minAgreeingFraction` of the verdict is for them).
 */
export function summarizeControls(pairs: readonly BlockResult[], which: string): Controls | null {
  if (pairs.length === 0) return null;
  const small = pairs.filter(({ log10PValue }) => log10PValue < smallLog10P).length;
  return {
    pairs: [...pairs],
    medianLog10PValue: median(pairs.map(({ log10PValue }) => log10PValue)),
    medianAgreeingFraction: median(pairs.map((pair) => agreeingFractionOf([pair]))),
    areSmall: small >= pairs.length / 2,
    rule:
      `${which}; derived becomes inconclusive when at least half of them have log10 p < ${smallLog10P}, or when in the median ` +
      'one the share of agreeing units is at least a third of that of the blocks compared, for then the statistic finds as much ' +
      'between blocks that have no reason to be related. Units that look alike at one depth only, they cannot show',
  };
}

/** Whether controls take back that the blocks compared, of whose units so many agree, are derived. */
export function controlsTakeBack(controls: Omit<Controls, 'pairs'> | null, agreeingFraction: number): boolean {
  if (controls === null) return false;
  const { areSmall, medianAgreeingFraction = 0 } = controls;
  return areSmall || medianAgreeingFraction >= maxAgreeingRatio * agreeingFraction;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
}

export const crosswiseControls = `Neighbouring pairs of blocks compared crosswise, up to ${maxControlUnits} units of one block (drawn at random) with all of the other`;

export const leftOutControls = 'Pairs of blocks that the best pairing leaves out, drawn at random';

export const otherSourceControls = 'All pairs of a block with another than its likely source';
