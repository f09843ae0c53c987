import type { UnitFeatures } from './match-units.ts';

/**
 * @param activations  [tokens, units]
 * @param positions    rows that are compared, in this order; null: all
 */
export function unitFeatures(
  activations: Float32Array | Float64Array,
  units: number,
  positions: Int32Array | null = null,
): UnitFeatures {
  if (positions !== null) {
    const chosen = new Float64Array(positions.length * units);
    for (const [i, row] of positions.entries())
      chosen.set(activations.subarray(row * units, (row + 1) * units), i * units);
    return { data: chosen, units, width: positions.length, layout: 'unit-minor' };
  }
  const data = activations instanceof Float64Array ? activations : new Float64Array(activations);
  return { data, units, width: data.length / units, layout: 'unit-minor' };
}
