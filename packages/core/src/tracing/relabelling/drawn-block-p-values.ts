import { setImmediate as nextTurn } from 'node:timers/promises';
import { fisherCombine } from '../../stats/index.ts';
import { countedUnits, rankTest } from '../block-result.ts';
import type { UnitMatching } from '../match-units.ts';
import type { Relabellings } from './relabellings.ts';

/** Draws between turns of the event loop: some 10 ms at 11,008 units. */
const drawsPerTurn = 32;

/**
 * What the rank test of one block would have given had the units of the model been relabelled: the matching of relabelled
 * units is the relabelled matching, so no assignment is computed again.
 * @param matching  unit of the model that is matched to each unit of the base
 * @returns [T + 1] ln p: first of the model as it is, then of each draw; empty where no test was asked for
 */
export async function drawnBlockPValues(
  matching: UnitMatching,
  { relabellings, block, signal }: { relabellings: Relabellings; block: number; signal: AbortSignal },
): Promise<Float64Array> {
  const { count } = relabellings;
  if (count === 0) return new Float64Array(0);
  const { permutation } = matching;
  const units = permutation.length;
  const counted = countedUnits(matching);
  // One function gives what was observed and what was drawn: it never went through a result, whose log10 rounds ties away.
  const lnPValue = (placeOf: (unit: number) => number): number =>
    rankTest(
      counted.map((unit) => placeOf(permutation[unit])),
      counted,
    ).lnPValue;
  const lnPValues = new Float64Array(count + 1);
  lnPValues[0] = lnPValue((unit) => unit);
  const place = new Int32Array(units);
  for (let draw = 0; draw < count; draw++) {
    if (draw % drawsPerTurn === 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    // The unit at new place k is the old order[k], so the old unit u stands at place[u].
    const order = relabellings.of(draw, block).units[block]!;
    for (let k = 0; k < units; k++) place[order[k]] = k;
    lnPValues[draw + 1] = lnPValue((unit) => place[unit]);
  }
  return lnPValues;
}

/** Fisher's combination over blocks, draw by draw. @param blocks  ln p by block and draw, as `drawnBlockPValues` gives them */
export function combineDraws(blocks: readonly Float64Array[]): Float64Array {
  return Float64Array.from(blocks[0] ?? [], (_, draw) => fisherCombine(blocks.map((lnPValues) => lnPValues[draw])));
}
