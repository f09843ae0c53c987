import type { ComparedFeatures } from './match-units.ts';

/**
 * In the number format of the activations.
 * @param activations  [tokens, units]
 * @param positions    rows that are compared, in this order; null: all
 */
export function unitFeatures(
  activations: Float32Array | Float64Array,
  units: number,
  positions: Int32Array | null = null,
): ComparedFeatures {
  if (positions === null) return { data: activations, units, width: activations.length / units, layout: 'unit-minor' };
  const chosen = new (activations instanceof Float64Array ? Float64Array : Float32Array)(positions.length * units);
  for (const [i, row] of positions.entries())
    chosen.set(activations.subarray(row * units, (row + 1) * units), i * units);
  return { data: chosen, units, width: positions.length, layout: 'unit-minor' };
}
