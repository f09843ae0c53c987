import type { AttentionSpec } from '../architectures/index.ts';
import { attentionInputs, concatenateShape } from './attention-heads.ts';
import { explicitAttention } from './explicit-attention.ts';
import { fusedAttention, fusedHeadMultiple } from './fused-attention.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { normalizeHeads } from './head-norm.ts';
import { linear } from './linear.ts';
import { projectHeads } from './project-heads.ts';
import type { QueryChunks } from './query-chunks.ts';
import { rotate } from './rotary.ts';

export interface AttendOptions {
  readonly attention: AttentionSpec;
  /** Short sequences by ONNX Runtime's own operator (float32 on the CPU), all else written out in operators that every provider has. */
  readonly fused: boolean;
  /** The integers [B, T]. */
  readonly batchAndLength: Value;
  readonly queryChunks: QueryChunks;
}

/**
 * Causal self-attention of x [N, hiddenSize], N = B * T rows of B sequences of T tokens -> [N, hiddenSize].
 * softmax(cap(scale Q K^T) + biases + mask) V per head, each of the kvHeads keys and values serving heads / kvHeads queries.
 */
export function attend(graph: GraphBuilder, x: Value, options: AttendOptions): Value {
  const { attention, batchAndLength, queryChunks } = options;
  const { heads, kvHeads, headDim, rotary, queryNorm, keyNorm } = attention;
  const fused = options.fused && queryChunks.count === 1 && headDim % fusedHeadMultiple === 0;
  const projected = projectHeads(graph, x, attention);
  const query =
    queryNorm === null
      ? projected.query
      : normalizeHeads(graph, projected.query, { input: 'attention.queryNorm', norm: queryNorm, heads, headDim });
  const key =
    keyNorm === null
      ? projected.key
      : normalizeHeads(graph, projected.key, { input: 'attention.keyNorm', norm: keyNorm, heads: kvHeads, headDim });
  const perHead = (tensor: Value, count: number) =>
    graph.node('Reshape', [tensor, concatenateShape(graph, batchAndLength, [count, headDim])]); // [B, T, count, headDim]
  const turn = (tensor: Value, count: number) =>
    rotary === null ? perHead(tensor, count) : rotate(graph, perHead(tensor, count), { ...rotary, headDim });
  const mixed = (fused ? fusedAttention : explicitAttention)(graph, {
    query: turn(graph.node('Mul', [query, attentionInputs.queryScale]), heads),
    key: turn(key, kvHeads),
    value: perHead(projected.value, kvHeads),
    attention,
    batchAndLength,
    queryChunks,
  });
  const rows = graph.node('Reshape', [mixed, graph.integers([-1, heads * headDim])]);
  return linear(graph, rows, { input: 'attention.output', ref: attention.output });
}
