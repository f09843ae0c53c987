import type { BlockSpec, HalfNorms } from '../architectures/index.ts';
import { attend } from './attention.ts';
import { attentionInputs } from './attention-heads.ts';
import { blockWeights, sharesInputNorm } from './block-weights.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import { linear } from './linear.ts';
import { feedForward } from './mlp.ts';
import { normalize } from './norm.ts';
import type { FloatType } from './onnx-model.ts';
import type { QueryChunks } from './query-chunks.ts';
import { rotaryInputs } from './rotary.ts';
import { rowGroups } from './row-groups.ts';

export interface BlockGraphOptions {
  readonly block: BlockSpec;
  readonly hiddenSize: number;
  readonly dtype: FloatType;
  /** Attention of short sequences by ONNX Runtime's own operator: float32 on the CPU only. */
  readonly fusedAttention: boolean;
  /** Default: all queries at once, whatever the length. Else the graph is for sequences of so many queries. */
  readonly queryChunks?: QueryChunks;
  /** Outputs beside the residual stream: what the MLP's matrices give before the activation, [N, units]. */
  readonly views?: readonly ('up' | 'gate')[];
}

/**
 * One transformer block as an ONNX model: `hidden` [B, T, hiddenSize] -> `output` of the same shape, every sequence
 * from position 0. Its weights are inputs, so blocks of one shape give the same bytes, and one session serves all.
 *
 * Where the MLP is a mixture of experts, `output` is the stream before the experts' outputs are added, and there are two
 * outputs more: `expertInput` [N, hiddenSize], what experts work on, and `router` [N, experts], their logits.
 */
export function blockGraph(options: BlockGraphOptions): Uint8Array {
  const { block, hiddenSize, dtype, queryChunks = { count: 1, rows: 0 }, views = [] } = options;
  const { attention, attentionNorms, mlpNorms, mlp } = block;
  const graph = graphBuilder({ dtype });
  const hidden = graph.input('hidden', ['B', 'T', hiddenSize]);
  graph.input(attentionInputs.queryScale, []);
  if (attention.alibi !== null) graph.input(attentionInputs.keyBias, [attention.heads, 'T']);
  if (attention.rotary !== null) {
    graph.input(rotaryInputs.cosine, ['T', 1, attention.rotary.dims / 2]);
    graph.input(rotaryInputs.sine, ['T', 1, attention.rotary.dims / 2]);
  }
  for (const { input, dims } of blockWeights({ block, hiddenSize })) graph.input(input, dims);

  const shape = graph.node('Shape', [hidden]);
  const batchAndLength = graph.node('Slice', [shape, graph.integers([0]), graph.integers([2])]);
  const x = graph.node('Reshape', [hidden, graph.integers([-1, hiddenSize])]); // [N, hiddenSize], N = B * T
  const half = (input: 'attention' | 'mlp', norms: HalfNorms) =>
    halfOfBlock(graph, { input, norms, block, hiddenSize });

  const first = half('attention', attentionNorms);
  const attentionInput = first.enter(x);
  const attended = attend(graph, attentionInput, {
    attention,
    fused: options.fusedAttention,
    batchAndLength,
    queryChunks,
  });
  const afterAttention = first.leave({ entered: x, input: attentionInput, output: attended });

  const second = half('mlp', mlpNorms);
  const entered = block.residual === 'sequential' ? afterAttention : x;
  const output = (result: Value) =>
    graph.output('output', graph.node('Reshape', [result, shape]), ['B', 'T', hiddenSize]);
  if (mlp.kind === 'experts') {
    const mlpInput = sharesInputNorm(block) ? attentionInput : second.enter(entered);
    output(
      mlp.shared === null
        ? afterAttention
        : graph.node('Add', [afterAttention, sharedExpert(graph, mlpInput, mlp.shared)]),
    );
    graph.output('expertInput', mlpInput, ['N', hiddenSize]);
    graph.output('router', linear(graph, mlpInput, { input: 'router', ref: mlp.router }), ['N', mlp.experts.length]);
    return graph.build('block');
  }
  const groups = rowGroups(graph, { batchAndLength, queryChunks });
  const split = (value: Value) => groups.split(value, hiddenSize);
  const residuals = split(afterAttention);
  const inputs = sharesInputNorm(block) ? split(attentionInput) : entered === x ? split(x) : residuals;
  const fed = inputs.map((value, group) => {
    const input = sharesInputNorm(block) ? value : second.enter(value);
    const { up, gate, output } = feedForward(graph, input, { input: 'mlp', mlp });
    return { up, gate, result: second.leave({ entered: residuals[group], input, output }) };
  });
  const join = (pick: (part: (typeof fed)[number]) => Value, width: number) => groups.join(fed.map(pick), width);
  output(join(({ result }) => result, hiddenSize));
  const view = (name: 'up' | 'gate') =>
    graph.output(
      name,
      join((part) => part[name]!, mlp.units),
      ['N', mlp.units],
    );
  if (views.includes('up')) view('up');
  if (views.includes('gate') && mlp.gate !== undefined) view('gate');
  return graph.build('block');
}

interface HalfOptions {
  input: 'attention' | 'mlp';
  norms: HalfNorms;
  block: BlockSpec;
  hiddenSize: number;
}

/** How a half of a block takes from the residual stream and gives back to it: sum(residual + scale * output(f(input(x)))). */
function halfOfBlock(graph: GraphBuilder, { input, norms, block, hiddenSize }: HalfOptions) {
  const norm = (value: Value, name: string, spec: HalfNorms['input']) =>
    spec === null ? value : normalize(graph, value, { input: `${input}.${name}`, norm: spec, size: hiddenSize });
  return {
    enter: (x: Value) => norm(x, 'norm', norms.input),
    leave({ entered, input: normed, output }: { entered: Value; input: Value; output: Value }): Value {
      const normalized = norm(output, 'outputNorm', norms.output);
      const { residualScale } = block;
      const added = residualScale === 1 ? normalized : graph.node('Mul', [normalized, graph.scalar(residualScale)]);
      const residual = block.residualFrom === 'stream' ? entered : normed;
      return norm(graph.node('Add', [residual, added]), 'sumNorm', norms.sum);
    },
  };
}

/** sigmoid(gate(x)) * mlp(x), without the gate where there is none. */
function sharedExpert(
  graph: GraphBuilder,
  x: Value,
  { mlp, gate }: NonNullable<Extract<BlockSpec['mlp'], { kind: 'experts' }>['shared']>,
): Value {
  const { output } = feedForward(graph, x, { input: 'shared', mlp });
  if (gate === null) return output;
  const weight = graph.node('Sigmoid', [linear(graph, x, { input: 'shared.weight', ref: gate })]); // [N, 1]
  return graph.node('Mul', [output, weight]);
}
