import type { UnitFeatures } from './match-units.ts';

/** @param activations  [tokens, units] */
export function unitFeatures(activations: Float32Array | Float64Array, units: number): UnitFeatures {
  const data = activations instanceof Float64Array ? activations : new Float64Array(activations);
  return { data, units, width: data.length / units, layout: 'unit-minor' };
}
