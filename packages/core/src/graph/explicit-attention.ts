import { type AttentionHeads, attentionInputs, concatenateShape } from './attention-heads.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { softCap as cap } from './soft-cap.ts';

/** The formula in operators that exist in double precision -> [B, T, kvHeads, group, headDim] */
export function explicitAttention(
  graph: GraphBuilder,
  { query, key, value, attention, batchAndLength }: AttentionHeads,
): Value {
  const { heads, kvHeads, headDim, softCap, window, alibi, sinks } = attention;
  const group = heads / kvHeads;
  const grouped = (tensor: Value, perGroup: number, perm: number[]) =>
    graph.node(
      'Transpose',
      [graph.node('Reshape', [tensor, concatenateShape(graph, batchAndLength, [kvHeads, perGroup, headDim])])],
      { attributes: { perm: { ints: perm } } },
    );
  const add = (a: Value, b: Value) => graph.node('Add', [a, b]);
  const queries = grouped(query, group, [0, 2, 3, 1, 4]); // [B, kvHeads, group, T, headDim]
  const keys = grouped(key, 1, [0, 2, 3, 4, 1]); // [B, kvHeads, 1, headDim, T]
  const values = grouped(value, 1, [0, 2, 3, 1, 4]); // [B, kvHeads, 1, T, headDim]
  const products = graph.node('MatMul', [queries, keys]); // [B, kvHeads, group, T, T]
  const capped = softCap === null ? products : cap(graph, products, softCap);
  const biased =
    alibi === null
      ? capped
      : add(capped, graph.node('Reshape', [attentionInputs.keyBias, graph.integers([kvHeads, group, 1, -1])]));
  const scores = add(biased, mask(graph, { batchAndLength, window }));
  const weights =
    sinks === null ? softmax(graph, scores) : softmaxWithSinks(graph, { scores, kvHeads, group, batchAndLength });
  return graph.node('Transpose', [graph.node('MatMul', [weights, values])], {
    attributes: { perm: { ints: [0, 3, 1, 2, 4] } },
  });
}

const softmax = (graph: GraphBuilder, scores: Value) =>
  graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } });

interface SinkOptions {
  scores: Value;
  kvHeads: number;
  group: number;
  batchAndLength: Value;
}

/** Softmax over the keys and one more logit, whose own weight is dropped. */
function softmaxWithSinks(graph: GraphBuilder, { scores, kvHeads, group, batchAndLength }: SinkOptions): Value {
  const [batch, length] = [0, 1].map((at) =>
    graph.node('Slice', [batchAndLength, graph.integers([at]), graph.integers([at + 1])]),
  );
  const join = (parts: Value[], axis: number) => graph.node('Concat', parts, { attributes: { axis: { int: axis } } });
  const sinks = graph.node('Reshape', ['attention.sinks', graph.integers([kvHeads, group, 1, 1])]);
  const shape = join([batch, graph.integers([kvHeads, group]), length, graph.integers([1])], 0);
  const weights = softmax(graph, join([scores, graph.node('Expand', [sinks, shape])], -1)); // [B, kvHeads, group, T, T + 1]
  return graph.node('Slice', [weights, graph.integers([0]), length, graph.integers([-1])]);
}

/** [T, T]: 0 where the query sees the key, -infinity where the key is after it or outside its window. */
function mask(
  graph: GraphBuilder,
  { batchAndLength, window }: { batchAndLength: Value; window: number | null },
): Value {
  const length = graph.node('Slice', [batchAndLength, graph.integers([1]), graph.integers([2])]);
  const square = graph.node('Concat', [length, length], { attributes: { axis: { int: 0 } } });
  const hidden = graph.node('Expand', [graph.scalar(Number.NEGATIVE_INFINITY), square]);
  const triangle = (diagonal: number, upper: 0 | 1) =>
    graph.node('Trilu', [hidden, graph.node('Squeeze', [graph.integers([diagonal])])], {
      attributes: { upper: { int: upper } },
    });
  const causal = triangle(1, 1);
  return window === null ? causal : graph.node('Add', [causal, triangle(-window, 0)]);
}
