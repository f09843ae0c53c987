import type { HeadNormSpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { gainOf, normalize } from './norm.ts';

export interface NormalizeHeadsOptions {
  /** Name of the graph inputs, `<input>.gain` (or `<input>.gain.<head>`) and `<input>.bias`. */
  readonly input: string;
  readonly norm: HeadNormSpec;
  readonly heads: number;
  readonly headDim: number;
}

/** Norm of queries or keys [N, heads * headDim] -> the same shape: each head on its own, or all as one vector. */
export function normalizeHeads(graph: GraphBuilder, x: Value, options: NormalizeHeadsOptions): Value {
  const { input, norm, heads, headDim } = options;
  if (norm.over === 'all-heads')
    return normalize(graph, x, { input, norm: { ...norm, gain: '' }, size: heads * headDim });
  const perHead = graph.node('Reshape', [x, graph.integers([-1, heads, headDim])]); // [N, heads, headDim]
  const normalized = norm.perHead
    ? graph.node('Mul', [
        normalize(graph, perHead, { input, norm: { ...norm, gain: null }, size: headDim }),
        gainOf(graph, gains(graph, options), norm.gainOffset),
      ])
    : normalize(graph, perHead, { input, norm: { ...norm, gain: '' }, size: headDim });
  return graph.node('Reshape', [normalized, graph.integers([-1, heads * headDim])]);
}

/** [heads, headDim] */
function gains(graph: GraphBuilder, { input, norm, heads, headDim }: NormalizeHeadsOptions): Value {
  if (norm.gains.length === 1) return graph.node('Reshape', [`${input}.gain`, graph.integers([heads, headDim])]);
  const each = norm.gains.map((_, head) =>
    graph.node('Reshape', [`${input}.gain.${head}`, graph.integers([1, headDim])]),
  );
  return graph.node('Concat', each, { attributes: { axis: { int: 0 } } });
}
