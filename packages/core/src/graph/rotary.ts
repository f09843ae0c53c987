import type { RotarySpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * Rotary position embedding of x [B, T, heads, headDim], on its first `dims` elements: each pair (a, b) becomes
 * (a cos - b sin, b cos + a sin), cos and sin [T, 1, dims / 2]. Pairs are elements i and i + dims / 2 (`halves`) or
 * 2 i and 2 i + 1 (`interleaved`). Source: Su et al., arXiv 2104.09864.
 */
export function rotate(
  graph: GraphBuilder,
  x: Value,
  { dims, pairing, headDim }: Pick<RotarySpec, 'dims' | 'pairing'> & { headDim: number },
): Value {
  const multiply = (a: Value, b: Value) => graph.node('Mul', [a, b]);
  const split = (tensor: Value, sizes: number[]) =>
    graph.nodes('Split', [tensor, graph.integers(sizes)], { attributes: { axis: { int: -1 } }, outputs: sizes.length });
  const join = (parts: Value[]) => graph.node('Concat', parts, { attributes: { axis: { int: -1 } } });
  const half = dims / 2;
  const turned = (a: Value, b: Value) => [
    graph.node('Sub', [multiply(a, rotaryInputs.cosine), multiply(b, rotaryInputs.sine)]),
    graph.node('Add', [multiply(b, rotaryInputs.cosine), multiply(a, rotaryInputs.sine)]),
  ];
  const rest = headDim - dims;
  if (pairing === 'halves') {
    const [a, b, ...untouched] = split(x, rest === 0 ? [half, half] : [half, half, rest]);
    return join([...turned(a, b), ...untouched]);
  }
  const [pairs, ...untouched] = rest === 0 ? [x] : split(x, [dims, rest]);
  const asPairs = graph.node('Reshape', [pairs, graph.integers([0, 0, 0, half, 2])]); // 0: as in the input
  const single = (part: Value) => graph.node('Reshape', [part, graph.integers([0, 0, 0, half])]);
  const [a, b] = split(asPairs, [1, 1]).map(single);
  const column = (part: Value) => graph.node('Reshape', [part, graph.integers([0, 0, 0, half, 1])]);
  const rotated = graph.node('Reshape', [join(turned(a, b).map(column)), graph.integers([0, 0, 0, dims])]);
  return untouched.length === 0 ? rotated : join([rotated, ...untouched]);
}

/** Graph inputs [T, 1, dims / 2]. */
export const rotaryInputs = { cosine: 'rotary.cosine', sine: 'rotary.sine' } as const;
