import type { AlibiSpec } from './model-spec.ts';

const { fround } = Math;

/**
 * Slopes 2^(-8 h / n) for h = 1..n where the number of heads n is a power of two. Else those of the power of two below
 * it, then every other one of the power above. BLOOM and Falcon. Source: arXiv 2108.12409 and its code; float32 steps.
 */
export function alibi({ heads, roundedTo, scale }: Omit<AlibiSpec, 'slopes'> & { heads: number }): AlibiSpec {
  const below = 2 ** Math.floor(Math.log2(heads));
  const powers = (n: number, exponents: number[]) => {
    const base = fround(2 ** -(2 ** -(Math.log2(n) - 3)));
    return exponents.map((exponent) => fround(base ** exponent));
  };
  const slopes = [
    ...powers(
      below,
      Array.from({ length: below }, (_, i) => i + 1),
    ),
    ...powers(
      2 * below,
      Array.from({ length: heads - below }, (_, i) => 2 * i + 1),
    ),
  ];
  return { slopes: Float64Array.from(slopes), roundedTo, scale };
}

/**
 * Slopes 2^(-8 h / n) of the power of two n at or above the number of heads; where that is above, the even ones come
 * first, then the odd ones, as many as there are heads. Source: transformers, `build_mpt_alibi_tensor`.
 */
export function mptAlibi(heads: number): AlibiSpec {
  const above = 2 ** Math.ceil(Math.log2(heads));
  const all = Array.from({ length: above }, (_, i) => fround(1 / fround(2 ** fround((i + 1) * (8 / above)))));
  const odd = all.filter((_, i) => i % 2 === 0);
  const even = all.filter((_, i) => i % 2 === 1);
  const slopes = above === heads ? all : [...even, ...odd].slice(0, heads);
  return { slopes: Float64Array.from(slopes), roundedTo: 'float32', scale: 1 };
}
