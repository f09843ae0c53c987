import type { AttentionSpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { linear } from './linear.ts';

interface ProjectedHeads {
  /** [N, heads * headDim] */
  readonly query: Value;
  /** [N, kvHeads * headDim] */
  readonly key: Value;
  readonly value: Value;
}

/** Queries, keys and values of x [N, hiddenSize], clipped where the attention says so. */
export function projectHeads(graph: GraphBuilder, x: Value, attention: AttentionSpec): ProjectedHeads {
  const { clip } = attention;
  const parts =
    attention.projections.kind === 'fused' ? fusedParts(graph, x, attention) : separateParts(graph, x, attention);
  if (clip === null) return parts;
  const clipped = (tensor: Value) => graph.node('Clip', [tensor, graph.scalar(-clip), graph.scalar(clip)]);
  return { query: clipped(parts.query), key: clipped(parts.key), value: clipped(parts.value) };
}

function separateParts(graph: GraphBuilder, x: Value, { projections }: AttentionSpec): ProjectedHeads {
  if (projections.kind !== 'separate') throw new TypeError('fused projections');
  return {
    query: linear(graph, x, { input: 'attention.query', ref: projections.query }),
    key: linear(graph, x, { input: 'attention.key', ref: projections.key }),
    value: linear(graph, x, { input: 'attention.value', ref: projections.value }),
  };
}

/** Each group of outputs holds its share of the heads, part after part. */
function fusedParts(graph: GraphBuilder, x: Value, attention: AttentionSpec): ProjectedHeads {
  const { heads, kvHeads, headDim, projections } = attention;
  if (projections.kind !== 'fused') throw new TypeError('separate projections');
  const { groups, parts, queryKeyValue } = projections;
  const widths = { query: heads * headDim, key: kvHeads * headDim, value: kvHeads * headDim };
  const sizes = parts.map((part) => widths[part] / groups);
  const all = linear(graph, x, { input: 'attention.queryKeyValue', ref: queryKeyValue });
  const grouped =
    groups === 1
      ? all
      : graph.node('Reshape', [all, graph.integers([-1, groups, sizes.reduce((sum, size) => sum + size)])]);
  const split = graph.nodes('Split', [grouped, graph.integers(sizes)], {
    attributes: { axis: { int: -1 } },
    outputs: parts.length,
  });
  const part = (name: 'query' | 'key' | 'value') => {
    const found = split[(parts as readonly string[]).indexOf(name)];
    return groups === 1 ? found : graph.node('Reshape', [found, graph.integers([-1, widths[name]])]);
  };
  return { query: part('query'), key: part('key'), value: part('value') };
}
