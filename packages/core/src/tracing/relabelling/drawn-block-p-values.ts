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
 * @returns [T] ln p of each draw
 */
export async function drawnBlockPValues(
  matching: UnitMatching,
  { relabellings, block, signal }: { relabellings: Relabellings; block: number; signal: AbortSignal },
): Promise<Float64Array> {
  const units = matching.permutation.length;
  const counted = countedUnits(matching);
  const drawn = new Float64Array(relabellings.count);
  const place = new Int32Array(units);
  for (let draw = 0; draw < drawn.length; draw++) {
    if (draw % drawsPerTurn === 0) {
      await nextTurn();
      signal.throwIfAborted();
    }
    // The unit at new place k is the old order[k], so the old unit u stands at place[u].
    const order = relabellings.of(draw, block).units[block]!;
    for (let k = 0; k < units; k++) place[order[k]] = k;
    const matched = counted.map((unit) => place[matching.permutation[unit]]);
    drawn[draw] = rankTest(matched, counted).lnPValue;
  }
  return drawn;
}

/** Fisher's combination over blocks, draw by draw. @param blocks  ln p by block and draw */
export function combineDraws(blocks: readonly Float64Array[]): Float64Array {
  return Float64Array.from(blocks[0] ?? [], (_, draw) => fisherCombine(blocks.map((lnPValues) => lnPValues[draw])));
}
