/**
 * The 256 values of each number format of 8 bits.
 * Sources: Micikevicius et al. 2022, arXiv 2209.05433, table 1 (E5M2 as IEEE 754 has it; E4M3 has no infinity, its NaN is
 * all ones: the `fn` of torch); OCP Microscaling Formats 1.0, section 5.4 (E8M0: a power of two, all ones is NaN).
 */
export const float8Values = {
  F8_E4M3: values((bits) => ((bits & 0x7f) === 0x7f ? Number.NaN : float(bits, { mantissaBits: 3, bias: 7 }))),
  F8_E5M2: values((bits) => {
    if ((bits & 0x7c) !== 0x7c) return float(bits, { mantissaBits: 2, bias: 15 });
    return (bits & 3) === 0 ? Number.POSITIVE_INFINITY * (bits & 0x80 ? -1 : 1) : Number.NaN;
  }),
  F8_E8M0: values((bits) => (bits === 0xff ? Number.NaN : 2 ** (bits - 127))),
} as const;

function values(of: (bits: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, bits) => of(bits));
}

/** (-1)^s 2^(e - bias) 1.m, and 2^(1 - bias) 0.m for e = 0. */
function float(bits: number, { mantissaBits, bias }: { mantissaBits: number; bias: number }): number {
  const exponent = (bits & 0x7f) >> mantissaBits;
  const fraction = (bits & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  const magnitude = exponent === 0 ? 2 ** (1 - bias) * fraction : 2 ** (exponent - bias) * (1 + fraction);
  return bits & 0x80 ? -magnitude : magnitude;
}
