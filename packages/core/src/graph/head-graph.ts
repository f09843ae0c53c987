import { graphBuilder } from './graph-builder.ts';

/**
 * log(sum(exp(logits))) over some rows of the head: `hidden` [N, hiddenSize], `weight` [rows, hiddenSize]
 * -> `logSumExp` [N, 1]. The logits exist for these rows only; sums over all rows are put together outside.
 */
export function headGraph({ hiddenSize, bias, dtype }: HeadGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const inputs = [graph.input('hidden', ['N', hiddenSize]), graph.input('weight', ['rows', hiddenSize])];
  if (bias) inputs.push(graph.input('bias', ['rows']));
  const logits = graph.node('Gemm', inputs, { attributes: { transB: { int: 1 } } }); // [N, rows]
  graph.output('logSumExp', graph.node('ReduceLogSumExp', [logits, graph.integers([-1])]), ['N', 1]);
  return graph.build('head');
}

export interface HeadGraphOptions {
  readonly hiddenSize: number;
  readonly bias: boolean;
  readonly dtype: 'float32' | 'float64';
}
