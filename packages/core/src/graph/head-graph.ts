import type { HeadSpec } from '../architectures/index.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import { softCap } from './soft-cap.ts';

/**
 * log(sum(exp(logits))) over some rows of the head: `hidden` [N, embeddingSize], `weight` [rows, embeddingSize]
 * -> `logSumExp` [N, 1]. The logits exist for these rows only; sums over all rows are put together outside.
 */
export function headGraph({ embeddingSize, head, dtype }: HeadGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const inputs = [graph.input('hidden', ['N', embeddingSize]), graph.input('weight', ['rows', embeddingSize])];
  if (head.bias !== null) inputs.push(graph.input('bias', ['rows']));
  const products = graph.node('Gemm', inputs, { attributes: { transB: { int: 1 } } }); // [N, rows]
  const logits = finishLogits(graph, products, head);
  graph.output('logSumExp', graph.node('ReduceLogSumExp', [logits, graph.integers([-1])]), ['N', 1]);
  return graph.build('head');
}

/** softCap * tanh(scale * product / softCap): `finishLogit` of the engine is the same for one number. */
export function finishLogits(graph: GraphBuilder, products: Value, head: HeadSpec): Value {
  const scaled = head.scale === 1 ? products : graph.node('Mul', [products, graph.scalar(head.scale)]);
  return head.softCap === null ? scaled : softCap(graph, scaled, head.softCap);
}

export interface HeadGraphOptions {
  readonly embeddingSize: number;
  readonly head: HeadSpec;
  readonly dtype: 'float32' | 'float64';
}
