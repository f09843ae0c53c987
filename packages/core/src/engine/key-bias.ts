import type { AlibiSpec } from '../architectures/index.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements } from './tensor.ts';

/** Linear biases slope_h * j of each head and key position, [heads, length], rounded as transformers rounds them. */
export function keyBias(alibi: AlibiSpec, { length, dtype }: { length: number; dtype: ComputeDtype }): Elements {
  const { slopes, roundedTo, scale } = alibi;
  const round = roundedTo === 'bfloat16' ? roundToBfloat16 : Math.fround;
  const biases = allocate(dtype, slopes.length * length);
  for (let head = 0; head < slopes.length; head++) {
    const slope = round(slopes[head]);
    for (let key = 0; key < length; key++) biases[head * length + key] = round(slope * round(key)) * scale;
  }
  return biases;
}

const bits = new DataView(new ArrayBuffer(4));

/** The nearest number with 8 significant bits, ties to even; finite arguments. */
function roundToBfloat16(value: number): number {
  bits.setFloat32(0, value);
  const word = bits.getUint32(0);
  const even = (word >>> 16) & 1;
  bits.setUint32(0, ((word + 0x7fff + even) & 0xffff0000) >>> 0);
  return bits.getFloat32(0);
}
