import type { RotarySpec } from '../architectures/index.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements } from './tensor.ts';

export interface RotaryTable {
  /** [length, dims / 2] */
  readonly cosine: Elements;
  readonly sine: Elements;
}

/** cos and sin of position * frequency for the first `length` positions, computed in double precision. */
export function rotaryTable(
  rotary: RotarySpec,
  { length, dtype }: { length: number; dtype: ComputeDtype },
): RotaryTable {
  const { inverseFrequencies, attentionFactor } = rotary;
  const half = inverseFrequencies.length;
  const cosine = allocate(dtype, length * half);
  const sine = allocate(dtype, length * half);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * inverseFrequencies[i];
      cosine[position * half + i] = Math.cos(angle) * attentionFactor;
      sine[position * half + i] = Math.sin(angle) * attentionFactor;
    }
  }
  return { cosine, sine };
}
