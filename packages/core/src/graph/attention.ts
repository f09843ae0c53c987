import type { AttentionSpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { linear } from './linear.ts';
import { rotate } from './rotary.ts';

/** Graph input, a scalar: the factor on query-key products. An input, since it may differ between blocks that share a session. */
export const queryScale = 'attention.queryScale';

export interface AttendOptions {
  readonly attention: AttentionSpec;
  /** With ONNX Runtime's own operator (float32 on the CPU), else written out in operators that every provider has. */
  readonly fused: boolean;
  /** The integers [B, T]. */
  readonly batchAndLength: Value;
}

/**
 * Causal self-attention of x [N, hiddenSize], N = B * T rows of B sequences of T tokens -> [N, hiddenSize].
 * softmax(scale Q K^T + causal mask) V per head, each of the kvHeads keys and values serving heads / kvHeads queries.
 */
export function attend(graph: GraphBuilder, x: Value, { attention, fused, batchAndLength }: AttendOptions): Value {
  const { heads, kvHeads, headDim, rotary, projections } = attention;
  const [query, key, value] =
    projections.kind === 'fused'
      ? graph.nodes(
          'Split',
          [
            linear(graph, x, { input: 'attention.queryKeyValue', ref: projections.queryKeyValue }),
            graph.integers([heads * headDim, kvHeads * headDim, kvHeads * headDim]),
          ],
          { attributes: { axis: { int: -1 } }, outputs: 3 },
        )
      : [
          linear(graph, x, { input: 'attention.query', ref: projections.query }),
          linear(graph, x, { input: 'attention.key', ref: projections.key }),
          linear(graph, x, { input: 'attention.value', ref: projections.value }),
        ];
  const reshape = (tensor: Value, trailing: number[]) =>
    graph.node('Reshape', [tensor, concatenateShape(graph, batchAndLength, trailing)]);
  const turn = (tensor: Value, count: number) => {
    const perHead = reshape(tensor, [count, headDim]); // [B, T, count, headDim]
    return rotary === null ? perHead : rotate(graph, perHead, { dims: rotary.dims, headDim });
  };
  const scaledQuery = graph.node('Mul', [query, queryScale]);
  const mixed = (fused && headDim % fusedHeadMultiple === 0 ? fusedAttention : explicitAttention)(graph, {
    query: turn(scaledQuery, heads),
    key: turn(key, kvHeads),
    value: reshape(value, [kvHeads, headDim]),
    attention,
    batchAndLength,
  });
  const rows = graph.node('Reshape', [mixed, graph.integers([-1, heads * headDim])]);
  return linear(graph, rows, { input: 'attention.output', ref: attention.output });
}

interface Heads {
  /** [B, T, heads, headDim], scaled. */
  query: Value;
  /** [B, T, kvHeads, headDim] */
  key: Value;
  value: Value;
  attention: AttentionSpec;
  batchAndLength: Value;
}

/** The operator takes no other head sizes. */
const fusedHeadMultiple = 8;

/**
 * ONNX Runtime's operator -> [B, T, heads * headDim]. At 12 heads x 64 and 1,024 tokens 47 ms, against 108 ms of ONNX's
 * Attention and 93 ms of MultiHeadAttention with a causal mask: it skips what the mask hides.
 */
function fusedAttention(graph: GraphBuilder, { query, key, value, attention, batchAndLength }: Heads): Value {
  const { heads, kvHeads, headDim } = attention;
  const flatten = (tensor: Value, count: number) =>
    graph.node('Reshape', [tensor, concatenateShape(graph, batchAndLength, [count * headDim])]);
  const int32 = (tensor: Value) => graph.node('Cast', [tensor], { attributes: { to: { int: 6 } } });
  const slice = (from: number, to: number) =>
    graph.node('Slice', [batchAndLength, graph.integers([from]), graph.integers([to])]);
  const batch = slice(0, 1);
  const length = slice(1, 2);
  const lastPosition = graph.node('Expand', [graph.node('Sub', [length, graph.integers([1])]), batch]); // [B]
  const noCache: Value[] = ['', ''];
  const [mixed] = graph.nodes(
    'GroupQueryAttention',
    [
      flatten(query, heads),
      flatten(key, kvHeads),
      flatten(value, kvHeads),
      ...noCache,
      int32(lastPosition),
      int32(length),
    ],
    {
      domain: 'com.microsoft',
      attributes: { num_heads: { int: heads }, kv_num_heads: { int: kvHeads }, scale: { float: 1 } },
      outputs: 3, // the other two are keys and values for a next token
    },
  );
  return mixed;
}

/** The formula in operators that exist in double precision -> [B, T, kvHeads, group, headDim] */
function explicitAttention(graph: GraphBuilder, { query, key, value, attention, batchAndLength }: Heads): Value {
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
  const scores = graph.node('Add', [graph.node('MatMul', [queries, keys]), causalMask(graph, batchAndLength)]);
  const weights = graph.node('Softmax', [scores], { attributes: { axis: { int: -1 } } }); // [B, kvHeads, group, T, T]
  return graph.node('Transpose', [graph.node('MatMul', [weights, values])], {
    attributes: { perm: { ints: [0, 3, 1, 2, 4] } },
  });
}

/** [T, T]: 0 where the key is at or before the query, -infinity after it. */
function causalMask(graph: GraphBuilder, batchAndLength: Value): Value {
  const length = graph.node('Slice', [batchAndLength, graph.integers([1]), graph.integers([2])]);
  const square = graph.node('Concat', [length, length], { attributes: { axis: { int: 0 } } });
  const one = graph.node('Squeeze', [graph.integers([1])]);
  return graph.node('Trilu', [graph.node('Expand', [graph.scalar(Number.NEGATIVE_INFINITY), square]), one], {
    attributes: { upper: { int: 1 } },
  });
}

const concatenateShape = (graph: GraphBuilder, leading: Value, trailing: number[]) =>
  graph.node('Concat', [leading, graph.integers(trailing)], { attributes: { axis: { int: 0 } } });
