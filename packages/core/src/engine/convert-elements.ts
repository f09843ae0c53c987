import type { ComputeDtype } from './provider.ts';
import { roundToHalf } from './read-halves.ts';
import type { Elements } from './tensor.ts';

/** Elements of a tensor in the number format of a run; in float32 the array itself. @throws WEIGHTS_OVERFLOW */
export function convertElements(
  values: Float32Array,
  { dtype, name }: { dtype: ComputeDtype; name: string },
): Elements {
  if (dtype === 'float32') return values;
  if (dtype === 'float64') return Float64Array.from(values);
  const into = new Float16Array(values.length);
  roundToHalf(values, { name, into });
  return into;
}
