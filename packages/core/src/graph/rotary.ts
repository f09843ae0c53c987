import type { GraphBuilder, Value } from './graph-builder.ts';

/**
 * Rotary position embedding of x [B, T, heads, headDim], on its first `dims` elements, in the layout of transformers
 * (element i pairs with i + dims / 2): (a, b) -> (a cos - b sin, b cos + a sin), cos and sin [T, 1, dims / 2].
 * Source: Su et al., arXiv 2104.09864.
 */
export function rotate(graph: GraphBuilder, x: Value, { dims, headDim }: { dims: number; headDim: number }): Value {
  const multiply = (a: Value, b: Value) => graph.node('Mul', [a, b]);
  const half = dims / 2;
  const sizes = dims === headDim ? [half, half] : [half, half, headDim - dims];
  const [a, b, ...untouched] = graph.nodes('Split', [x, graph.integers(sizes)], {
    attributes: { axis: { int: -1 } },
    outputs: sizes.length,
  });
  const rotated = [
    graph.node('Sub', [multiply(a, rotaryInputs.cosine), multiply(b, rotaryInputs.sine)]),
    graph.node('Add', [multiply(b, rotaryInputs.cosine), multiply(a, rotaryInputs.sine)]),
  ];
  return graph.node('Concat', [...rotated, ...untouched], { attributes: { axis: { int: -1 } } });
}

/** Graph inputs [T, 1, dims / 2], the same for all blocks. */
export const rotaryInputs = { cosine: 'rotary.cosine', sine: 'rotary.sine' } as const;
