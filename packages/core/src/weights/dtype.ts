/**
 * Bits of one element, by the names of the safetensors format.
 * Source: huggingface/safetensors, `safetensors/src/tensor.rs`, `Dtype::bitsize`.
 */
export const dtypeBits = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  F6_E2M3: 6,
  F6_E3M2: 6,
  F4: 4,
  C64: 64,
  I64: 64,
  U64: 64,
  I32: 32,
  U32: 32,
  I16: 16,
  U16: 16,
  I8: 8,
  U8: 8,
  BOOL: 8,
} as const;

export type TensorDtype = keyof typeof dtypeBits;

/** Those whose elements can be read as float32. */
export type ReadableDtype = (typeof readable)[number];
const readable = ['F64', 'F32', 'F16', 'BF16', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'] as const;

export function isDtype(name: unknown): name is TensorDtype {
  return typeof name === 'string' && Object.hasOwn(dtypeBits, name);
}

export function isFloating(dtype: TensorDtype): boolean {
  return /^B?F\d/.test(dtype);
}

export function isReadable(dtype: TensorDtype): dtype is ReadableDtype {
  return (readable as readonly TensorDtype[]).includes(dtype);
}
