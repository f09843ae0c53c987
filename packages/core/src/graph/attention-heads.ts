import type { AttentionSpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import type { QueryChunks } from './query-chunks.ts';

/** Graph inputs of attention that are no weights. */
export const attentionInputs = {
  /** A scalar: the factor on query-key products. An input, since it may differ between blocks that share a session. */
  queryScale: 'attention.queryScale',
  /** [heads, T]: what is added to the products with each key, where the attention has linear biases. */
  keyBias: 'attention.keyBias',
} as const;

/** What both forms of attention work on. */
export interface AttentionHeads {
  /** [B, T, heads, headDim], scaled. */
  readonly query: Value;
  /** [B, T, kvHeads, headDim] */
  readonly key: Value;
  readonly value: Value;
  readonly attention: AttentionSpec;
  /** The integers [B, T]. */
  readonly batchAndLength: Value;
  readonly queryChunks: QueryChunks;
}

/** The integers `leading` followed by `trailing`. */
export const concatenateShape = (graph: GraphBuilder, leading: Value, trailing: readonly number[]) =>
  graph.node('Concat', [leading, graph.integers(trailing)], { attributes: { axis: { int: 0 } } });
