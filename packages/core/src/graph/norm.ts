import type { NormSpec } from '../architectures/index.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

export interface NormalizeOptions {
  /** Name of the graph inputs of gain and bias, without `.gain` and `.bias`. */
  readonly input: string;
  readonly norm: Pick<NormSpec, 'kind' | 'eps' | 'gainOffset'> & { readonly gain: unknown; readonly bias: unknown };
  /** Elements of the last dimension. */
  readonly size: number;
}

/**
 * Normalisation over the last dimension.
 * layer: (x - mean) / sqrt(mean((x - mean)^2) + eps) * gain + bias
 * rms:   x / sqrt(mean(x^2) + eps) * gain
 * In float64 it is written out: ONNX Runtime's RMSNormalization computes in float32 whatever it is given, and an
 * attribute `epsilon` is a float32.
 */
export function normalize(graph: GraphBuilder, x: Value, { input, norm, size }: NormalizeOptions): Value {
  const bias = norm.bias === null ? [] : [`${input}.bias`];
  const gain = norm.gain === null ? ones(graph, size) : gainOf(graph, `${input}.gain`, norm.gainOffset);
  if (graph.dtype !== 'float64') {
    const attributes = { epsilon: { float: norm.eps }, axis: { int: -1 } };
    return norm.kind === 'layer'
      ? graph.node('LayerNormalization', [x, gain, ...bias], { attributes })
      : graph.node('SimplifiedLayerNormalization', [x, gain], { attributes });
  }
  const centred = norm.kind === 'layer' ? graph.node('Sub', [x, meanOverLast(graph, x)]) : x;
  const variance = meanOverLast(graph, graph.node('Mul', [centred, centred]));
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.scalar(norm.eps)])]);
  const scaled = graph.node('Mul', [graph.node('Div', [centred, deviation]), gain]);
  return bias.length === 0 ? scaled : graph.node('Add', [scaled, ...bias]);
}

/** Stored gains plus their offset. */
export function gainOf(graph: GraphBuilder, stored: Value, offset: number): Value {
  return offset === 0 ? stored : graph.node('Add', [stored, graph.scalar(offset)]);
}

/** [size] */
const ones = (graph: GraphBuilder, size: number) => graph.node('Expand', [graph.scalar(1), graph.integers([size])]);

const meanOverLast = (graph: GraphBuilder, x: Value) => graph.node('ReduceMean', [x, graph.integers([-1])]);
