import type { RotarySpec } from '../architectures/index.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements } from './tensor.ts';

export interface RotaryTable {
  /** [length, dims / 2] */
  readonly cosine: Elements;
  readonly sine: Elements;
}

/**
 * cos and sin of position * frequency for a sequence of `length` tokens. Angle, cosine and sine are rounded to float32
 * even when the graph computes in float64: transformers does so for a model of any dtype, and models are trained with
 * that. Angles in full precision move token losses of a 128-token model by 2e-6 nats, more the longer the text.
 */
export function rotaryTable(
  rotary: RotarySpec,
  { length, dtype }: { length: number; dtype: ComputeDtype },
): RotaryTable {
  const { long, attentionFactor } = rotary;
  const frequencies =
    long !== null && length > long.above ? long.inverseFrequencies(length) : rotary.inverseFrequencies;
  const half = frequencies.length;
  const cosine = allocate(dtype, length * half);
  const sine = allocate(dtype, length * half);
  for (let position = 0; position < length; position++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(position * frequencies[i]);
      cosine[position * half + i] = Math.fround(Math.cos(angle)) * attentionFactor;
      sine[position * half + i] = Math.fround(Math.sin(angle)) * attentionFactor;
    }
  }
  return { cosine, sine };
}
