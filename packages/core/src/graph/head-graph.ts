import type { HeadSpec } from '../architectures/index.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import type { FloatType } from './onnx-model.ts';
import { softCap } from './soft-cap.ts';

/**
 * The largest logit over some rows of the head, and the sum of exp(logit - largest): `hidden` [N, embeddingSize], `weight`
 * [rows, embeddingSize] -> `largest` [N, 1], `sum` [N, 1], float32 where the graph is in float16. The logits exist for these
 * rows only; log-sum-exp is put together outside, in double precision. Four operators in place of ReduceLogSumExp, which
 * takes 9.8 ms for 1,024 x 3,640 logits where these take 2.0.
 *
 * With `ranks` also how many of these logits are above a threshold of their row, and whether one of them is. Further inputs:
 * `bound` [N, 1], a product before scale and cap, which both pass through the operators that logits pass, so that equal
 * products stay equal; `column` [N, 1], int32, of the logit that is looked at. -> `above` [N, 1], a count;
 * `columnAbove` [N, 1], 1 or 0.
 */
export function headGraph({ embeddingSize, head, dtype, ranks = false }: HeadGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const inputs = [graph.input('hidden', ['N', embeddingSize]), graph.input('weight', ['rows', embeddingSize])];
  if (head.bias !== null) inputs.push(graph.input('bias', ['rows']));
  const products = graph.node('Gemm', inputs, { attributes: { transB: { int: 1 } } }); // [N, rows]
  const logits = inSingle(graph, finishLogits(graph, products, head));
  const lastAxis = graph.integers([-1]);
  const largest = graph.node('ReduceMax', [logits, lastAxis]);
  const exponentials = graph.node('Exp', [graph.node('Sub', [logits, largest])]);
  const outputType = dtype === 'float64' ? dtype : 'float32';
  graph.output('largest', largest, ['N', 1], outputType);
  graph.output('sum', graph.node('ReduceSum', [exponentials, lastAxis]), ['N', 1], outputType);
  if (ranks) {
    const threshold = inSingle(graph, finishLogits(graph, graph.input('bound', ['N', 1]), head));
    // float32 counts exactly up to 2^24, far more than the rows of a chunk
    const above = (values: Value) =>
      graph.node('Cast', [graph.node('Greater', [values, threshold])], {
        attributes: { to: { int: dtype === 'float64' ? 11 : 1 } },
      });
    const column = graph.input('column', ['N', 1], 'int32');
    const looked = graph.node('GatherElements', [logits, column], { attributes: { axis: { int: 1 } } });
    graph.output('above', graph.node('ReduceSum', [above(logits), lastAxis]), ['N', 1], outputType);
    graph.output('columnAbove', above(looked), ['N', 1], outputType);
  }
  return graph.build('head');
}

/** Logits in half precision, as transformers has them; what follows in float32. */
const inSingle = (graph: GraphBuilder, value: Value): Value =>
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
  /** Default false. */
  readonly ranks?: boolean;
}
