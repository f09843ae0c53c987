import type { AttentionSpec } from '../architectures/index.ts';
import { type AttentionHeads, attentionInputs, concatenateShape } from './attention-heads.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { QueryChunks } from './query-chunks.ts';
import { softCap as cap } from './soft-cap.ts';

/**
 * The formula in operators that exist in double precision -> [B, T, kvHeads, group, headDim]. Queries go through it a chunk
 * at a time, each with the keys that it sees and no others: no more than heads * rows * T products exist at once, and half
 * of them (all but a window) are never computed.
 */
export function explicitAttention(
  graph: GraphBuilder,
  { query, key, value, attention, batchAndLength, queryChunks }: AttentionHeads,
): Value {
  const { heads, kvHeads, headDim } = attention;
  const group = heads / kvHeads;
  const grouped = (tensor: Value, perGroup: number, perm: number[]) =>
    graph.node(
      'Transpose',
      [graph.node('Reshape', [tensor, concatenateShape(graph, batchAndLength, [kvHeads, perGroup, headDim])])],
      { attributes: { perm: { ints: perm } } },
    );
  const queries = grouped(query, group, [0, 2, 3, 1, 4]); // [B, kvHeads, group, T, headDim]
  const keys = grouped(key, 1, [0, 2, 3, 4, 1]); // [B, kvHeads, 1, headDim, T]
  const values = grouped(value, 1, [0, 2, 3, 1, 4]); // [B, kvHeads, 1, T, headDim]
  const mixed = Array.from({ length: queryChunks.count }, (_, chunk) =>
    attendChunk(graph, { queries, keys, values, attention, firstQuery: chunk * queryChunks.rows, queryChunks }),
  );
  const all = mixed.length === 1 ? mixed[0] : graph.node('Concat', mixed, { attributes: { axis: { int: 3 } } });
  return graph.node('Transpose', [all], { attributes: { perm: { ints: [0, 3, 1, 2, 4] } } });
}

interface ChunkOptions {
  queries: Value;
  keys: Value;
  values: Value;
  attention: AttentionSpec;
  firstQuery: number;
  queryChunks: QueryChunks;
}

/** -> [B, kvHeads, group, n, headDim] for the n queries from `firstQuery` on; fewer than `rows` at the end of the sequence. */
function attendChunk(graph: GraphBuilder, options: ChunkOptions): Value {
  const { attention, firstQuery, queryChunks } = options;
  const { heads, kvHeads, headDim, softCap, window, alibi, sinks } = attention;
  const group = heads / kvHeads;
  const end = firstQuery + queryChunks.rows;
  const firstKey = window === null ? 0 : Math.max(0, firstQuery - window + 1);
  /** Elements [from, end) of a dimension, or what there is of them. */
  const slice = (tensor: Value, from: number, axis: number) =>
    queryChunks.count === 1
      ? tensor
      : graph.node('Slice', [tensor, ...[[from], [end], [axis]].map((list) => graph.integers(list))]);
  const add = (a: Value, b: Value) => graph.node('Add', [a, b]);
  const reshape = (tensor: Value, shape: Value) => graph.node('Reshape', [tensor, shape]);

  const queries = slice(options.queries, firstQuery, 3); // [B, kvHeads, group, n, headDim]
  const keys = slice(options.keys, firstKey, 4); // [B, kvHeads, 1, headDim, k]
  const values = slice(options.values, firstKey, 3); // [B, kvHeads, 1, k, headDim]
  const rows = sizeOf(graph, queries, 3);
  const sizes = (...parts: (number | Value)[]) =>
    graph.node(
      'Concat',
      parts.map((part) => (typeof part === 'number' ? graph.integers([part]) : part)),
      { attributes: { axis: { int: 0 } } },
    );
  // The queries of a group are one matrix: each key is packed for one product, not for `group`.
  const together = reshape(queries, graph.integers([0, kvHeads, 1, -1, headDim])); // 0: as in the input
  const products = reshape(graph.node('MatMul', [together, keys]), sizes(0, kvHeads, group, rows, -1)); // [B, kvHeads, group, n, k]
  const capped = softCap === null ? products : cap(graph, products, softCap);
  const biased =
    alibi === null
      ? capped
      : add(capped, reshape(slice(attentionInputs.keyBias, firstKey, 1), graph.integers([kvHeads, group, 1, -1])));
  const hidden = mask(graph, { shape: sizes(rows, sizeOf(graph, values, 3)), offset: firstQuery - firstKey, window });
  const scores = add(biased, hidden);
  const weights = sinks === null ? softmax(graph, scores) : softmaxWithSinks(graph, { scores, kvHeads, group });
  const flat = reshape(weights, sizes(0, kvHeads, 1, -1, sizeOf(graph, values, 3)));
  return reshape(graph.node('MatMul', [flat, values]), sizes(0, kvHeads, group, rows, headDim));
}

/** The size of one dimension, as a list of one integer. */
const sizeOf = (graph: GraphBuilder, tensor: Value, axis: number): Value =>
  graph.node('Shape', [tensor], { attributes: { start: { int: axis }, end: { int: axis + 1 } } });

const softmax = (graph: GraphBuilder, scores: Value) =>
  graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } });

/** Softmax over the keys and one more logit, whose own weight is dropped. */
function softmaxWithSinks(
  graph: GraphBuilder,
  { scores, kvHeads, group }: { scores: Value; kvHeads: number; group: number },
): Value {
  const join = (parts: Value[], axis: number) => graph.node('Concat', parts, { attributes: { axis: { int: axis } } });
  const sinks = graph.node('Reshape', ['attention.sinks', graph.integers([kvHeads, group, 1, 1])]);
  const leading = graph.node('Shape', [scores], { attributes: { end: { int: -1 } } });
  const column = graph.node('Expand', [sinks, join([leading, graph.integers([1])], 0)]); // [B, kvHeads, group, n, 1]
  const weights = softmax(graph, join([scores, column], -1)); // [B, kvHeads, group, n, k + 1]
  return graph.node('Slice', [weights, graph.integers([0]), sizeOf(graph, scores, 4), graph.integers([-1])]);
}

interface MaskOptions {
  /** The integers [n, k]. */
  shape: Value;
  /** Position of the first query, counted from the first key. */
  offset: number;
  window: number | null;
}

/** [n, k]: 0 where the query sees the key, -infinity where the key is after it or outside its window. */
function mask(graph: GraphBuilder, { shape, offset, window }: MaskOptions): Value {
  const hidden = graph.node('Expand', [graph.scalar(Number.NEGATIVE_INFINITY), shape]);
  const triangle = (diagonal: number, upper: 0 | 1) =>
    graph.node('Trilu', [hidden, graph.node('Squeeze', [graph.integers([diagonal])])], {
      attributes: { upper: { int: upper } },
    });
  const causal = triangle(offset + 1, 1);
  return window === null ? causal : graph.node('Add', [causal, triangle(offset - window, 0)]);
}
