import type { HeadSpec } from '../architectures/index.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import { finishLogits } from './head-graph.ts';

/** Inputs of one of the two models: names of tensors begin with `model.` and `base.`. */
interface ComparedHead {
  readonly embeddingSize: number;
  readonly head: HeadSpec;
}

export interface CompareHeadsGraphOptions {
  readonly model: ComparedHead;
  readonly base: ComparedHead;
  readonly dtype: 'float32' | 'float64';
}

/** Outputs of the graph, each [N, 1]. */
export const comparisonOutputs = [
  'mass',
  'baseMass',
  'cross',
  'jensenShannon',
  'top',
  'topIndex',
  'baseTop',
  'baseTopIndex',
] as const;
export type ComparisonOutput = (typeof comparisonOutputs)[number];

/** Keeps ln(1 + t) finite where one model has no probability to speak of; what it multiplies is below 1e-12 there. */
const smallest = 1e-12;

/**
 * What some rows of the vocabulary add to the comparison of two distributions, for N states of each model. Inputs for
 * each: `hidden` [N, embeddingSize], `weight` [rows, embeddingSize], `bias` [rows] where the head has one, `logSumExp`
 * [N, 1] over the whole vocabulary; and `difference` [N, 1], base minus model of those.
 * With q = exp(logit - logSumExp) of the model, p of the base, and d = ln p - ln q, computed as the difference of logits
 * less `difference`, so that models which hardly differ lose no digits:
 *   mass = sum q; baseMass = sum p; cross = sum p d;
 *   jensenShannon = 1/2 sum (p ln(p / m) + q ln(q / m)), m = (p + q) / 2, where p / m = 1 + t, q / m = 1 - t, t = tanh(d / 2);
 *   top, baseTop: largest logits, and at which of these rows (the first of equal ones).
 */
export function compareHeadsGraph({ model, base, dtype }: CompareHeadsGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const logits = logitsOf(graph, 'model', model);
  const baseLogits = logitsOf(graph, 'base', base);
  const perRow = (name: string) => graph.input(name, ['N', 1]);
  const probability = (values: Value, name: string) =>
    graph.node('Exp', [graph.node('Sub', [values, perRow(`${name}.logSumExp`)])]);
  const q = probability(logits, 'model'); // [N, rows]
  const p = probability(baseLogits, 'base');
  const d = graph.node('Sub', [graph.node('Sub', [baseLogits, logits]), perRow('difference')]);
  const t = graph.node('Tanh', [graph.node('Mul', [d, graph.scalar(0.5)])]);
  const one = graph.scalar(1);
  const log = (ratio: Value) => graph.node('Log', [graph.node('Max', [ratio, graph.scalar(smallest)])]);
  const halves = graph.node('Add', [
    graph.node('Mul', [p, log(graph.node('Add', [one, t]))]),
    graph.node('Mul', [q, log(graph.node('Sub', [one, t]))]),
  ]);

  const lastAxis = graph.integers([-1]);
  const sum = (values: Value) => graph.node('ReduceSum', [values, lastAxis]);
  const emit = (name: ComparisonOutput, value: Value) => graph.output(name, value, ['N', 1]);
  emit('mass', sum(q));
  emit('baseMass', sum(p));
  emit('cross', sum(graph.node('Mul', [p, d])));
  emit('jensenShannon', graph.node('Mul', [sum(halves), graph.scalar(0.5)]));
  emit('top', graph.node('ReduceMax', [logits, lastAxis]));
  emit('topIndex', argMax(graph, logits));
  emit('baseTop', graph.node('ReduceMax', [baseLogits, lastAxis]));
  emit('baseTopIndex', argMax(graph, baseLogits));
  return graph.build('compare-heads');
}

/** [N, rows] */
function logitsOf(graph: GraphBuilder, name: string, { embeddingSize, head }: ComparedHead): Value {
  const inputs = [
    graph.input(`${name}.hidden`, ['N', embeddingSize]),
    graph.input(`${name}.weight`, ['rows', embeddingSize]),
  ];
  if (head.bias !== null) inputs.push(graph.input(`${name}.bias`, ['rows']));
  return finishLogits(graph, graph.node('Gemm', inputs, { attributes: { transB: { int: 1 } } }), head);
}

/** As a number of the graph's format: rows of one chunk are far fewer than the 2^24 that float32 counts exactly. */
function argMax(graph: GraphBuilder, values: Value): Value {
  const index = graph.node('ArgMax', [values], { attributes: { axis: { int: -1 }, keepdims: { int: 1 } } });
  return graph.node('Cast', [index], { attributes: { to: { int: graph.dtype === 'float32' ? 1 : 11 } } });
}
