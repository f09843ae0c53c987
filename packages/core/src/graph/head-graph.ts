import type { HeadSpec } from '../architectures/index.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import type { FloatType } from './onnx-model.ts';
import { softCap } from './soft-cap.ts';

/**
 * log(sum(exp(logits))) over some rows of the head: `hidden` [N, embeddingSize], `weight` [rows, embeddingSize]
 * -> `logSumExp` [N, 1], float32 where the graph is in float16. The logits exist for these rows only; sums over all rows are put together outside.
 */
export function headGraph({ embeddingSize, head, dtype }: HeadGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const inputs = [graph.input('hidden', ['N', embeddingSize]), graph.input('weight', ['rows', embeddingSize])];
  if (head.bias !== null) inputs.push(graph.input('bias', ['rows']));
  const products = graph.node('Gemm', inputs, { attributes: { transB: { int: 1 } } }); // [N, rows]
  const logits = finishLogits(graph, products, head);
  const sum = graph.node('ReduceLogSumExp', [inSingle(graph, logits), graph.integers([-1])]);
  graph.output('logSumExp', sum, ['N', 1], dtype === 'float64' ? dtype : 'float32');
  return graph.build('head');
}

/** Logits in half precision, as transformers has them; what follows in float32. */
export const inSingle = (graph: GraphBuilder, value: Value): Value =>
  graph.dtype === 'float16' ? graph.node('Cast', [value], { attributes: { to: { int: 1 } } }) : value;

/** softCap * tanh(scale * product / softCap): `finishLogit` of the engine is the same for one number. */
export function finishLogits(graph: GraphBuilder, products: Value, head: HeadSpec): Value {
  const scaled = head.scale === 1 ? products : graph.node('Mul', [products, graph.scalar(head.scale)]);
  return head.softCap === null ? scaled : softCap(graph, scaled, head.softCap);
}

export interface HeadGraphOptions {
  readonly embeddingSize: number;
  readonly head: HeadSpec;
  readonly dtype: FloatType;
}
