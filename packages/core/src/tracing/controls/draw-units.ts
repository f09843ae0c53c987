import type { ComparedFeatures } from '../match-units.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** Enough for p below 1e-1000, and 1/36 of the assignment's work at 3,072 units. */
export const maxControlUnits = 512;

/** The units of one draw, for all views of a block alike, in ascending order: their own order is what csu and csh look at. */
export function drawUnits(units: number, random: SeededRandom): Int32Array {
  return random.permutation(units).subarray(0, maxControlUnits).toSorted();
}

/** The features of some units only, as a copy. */
export function featuresOf({ data, units, width, layout }: ComparedFeatures, drawn: Int32Array): ComparedFeatures {
  const copy =
    data instanceof Float64Array ? new Float64Array(drawn.length * width) : new Float32Array(drawn.length * width);
  for (const [to, from] of drawn.entries()) {
    if (layout === 'unit-major') copy.set(data.subarray(from * width, (from + 1) * width), to * width);
    else for (let t = 0; t < width; t++) copy[t * drawn.length + to] = data[t * units + from];
  }
  return { data: copy, units: drawn.length, width, layout };
}
