import type { BlockSpec } from '../architectures/index.ts';
import { attend, queryScale } from './attention.ts';
import { blockWeights } from './block-weights.ts';
import { graphBuilder } from './graph-builder.ts';
import { feedForward } from './mlp.ts';
import { normalize } from './norm.ts';
import { rotaryInputs } from './rotary.ts';

export interface BlockGraphOptions {
  readonly block: BlockSpec;
  readonly hiddenSize: number;
  readonly dtype: 'float32' | 'float64';
  /** Attention by ONNX Runtime's own operator: float32 on the CPU only. */
  readonly fusedAttention: boolean;
  /** Outputs beside the residual stream: what the MLP's matrices give before the activation, [N, units]. */
  readonly views?: readonly ('up' | 'gate')[];
}

/**
 * One transformer block as an ONNX model: `hidden` [B, T, hiddenSize] -> `output` of the same shape, every sequence
 * from position 0. Its weights are inputs, so blocks of one shape give the same bytes, and one session serves all.
 */
export function blockGraph(options: BlockGraphOptions): Uint8Array {
  const { block, hiddenSize, dtype, views = [] } = options;
  const graph = graphBuilder({ dtype });
  const hidden = graph.input('hidden', ['B', 'T', hiddenSize]);
  graph.input(queryScale, []);
  const { rotary } = block.attention;
  if (rotary !== null) {
    graph.input(rotaryInputs.cosine, ['T', 1, rotary.dims / 2]);
    graph.input(rotaryInputs.sine, ['T', 1, rotary.dims / 2]);
  }
  for (const { input, dims } of blockWeights({ block, hiddenSize })) graph.input(input, dims);

  const shape = graph.node('Shape', [hidden]);
  const batchAndLength = graph.node('Slice', [shape, graph.integers([0]), graph.integers([2])]);
  const x = graph.node('Reshape', [hidden, graph.integers([-1, hiddenSize])]); // [N, hiddenSize], N = B * T

  const attentionInput = normalize(graph, x, { input: 'attention.norm', norm: block.attentionNorm });
  const attended = attend(graph, attentionInput, {
    attention: block.attention,
    fused: options.fusedAttention,
    batchAndLength,
  });
  const afterAttention = graph.node('Add', [x, attended]);
  const mlpInput = normalize(graph, block.residual === 'sequential' ? afterAttention : x, {
    input: 'mlp.norm',
    norm: block.mlpNorm,
  });
  const mlp = feedForward(graph, mlpInput, block.mlp);
  const result = graph.node('Add', [afterAttention, mlp.output]);

  graph.output('output', graph.node('Reshape', [result, shape]), ['B', 'T', hiddenSize]);
  if (views.includes('up')) graph.output('up', mlp.up, ['N', block.mlp.units]);
  if (views.includes('gate') && mlp.gate !== null) graph.output('gate', mlp.gate, ['N', block.mlp.units]);
  return graph.build('block');
}
