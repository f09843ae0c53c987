import type { GraphBuilder, Value } from './graph-builder.ts';

/** cap * tanh(x / cap): the identity near 0, never beyond the cap. Source: Gemma 2, arXiv 2408.00118. */
export function softCap(graph: GraphBuilder, x: Value, cap: number): Value {
  const bounded = graph.node('Tanh', [graph.node('Div', [x, graph.scalar(cap)])]);
  return graph.node('Mul', [bounded, graph.scalar(cap)]);
}
