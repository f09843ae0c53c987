import type { ExpertSpec, ExpertsSpec } from '../architectures/index.ts';
import { activate } from './activation.ts';
import { matrixWeights, type WeightInput } from './block-weights.ts';
import { type GraphBuilder, graphBuilder, type Value } from './graph-builder.ts';
import { linear } from './linear.ts';
import type { FloatType } from './onnx-model.ts';

export interface ExpertOptions {
  /** The experts that this one is of: size, activation and limits are theirs. */
  readonly experts: ExpertsSpec;
  readonly expert: ExpertSpec;
  readonly hiddenSize: number;
}

/** The weights of one expert, in a fixed order: graph inputs and tensors of the checkpoint. */
export function expertWeights({ experts: { units }, expert, hiddenSize }: ExpertOptions): WeightInput[] {
  const { projections, down } = expert;
  const into =
    projections.kind === 'fused'
      ? matrixWeights({ input: 'gateUp', ref: projections.gateUp, inputs: hiddenSize, outputs: 2 * units })
      : [
          ...matrixWeights({ input: 'gate', ref: projections.gate, inputs: hiddenSize, outputs: units }),
          ...matrixWeights({ input: 'up', ref: projections.up, inputs: hiddenSize, outputs: units }),
        ];
  return [...into, ...matrixWeights({ input: 'down', ref: down, inputs: units, outputs: hiddenSize })];
}

/**
 * One expert of a mixture on the tokens that were routed to it: `hidden` [N, hiddenSize] -> `output` of the same shape,
 * down(act(min(gate, limit)) * (clamp(up, -limit, limit) + upOffset)). One session serves all experts of one shape.
 */
export function expertGraph(options: ExpertOptions & { dtype: FloatType }): Uint8Array {
  const { experts, expert, hiddenSize, dtype } = options;
  const { activation, limit, upOffset } = experts;
  const graph = graphBuilder({ dtype });
  const hidden = graph.input('hidden', ['N', hiddenSize]);
  for (const { input, dims } of expertWeights(options)) graph.input(input, dims);
  const [gate, up] = gateAndUp(graph, hidden, options);
  const limitedGate = limit === null ? gate : graph.node('Min', [gate, graph.scalar(limit)]);
  const limitedUp = limit === null ? up : graph.node('Clip', [up, graph.scalar(-limit), graph.scalar(limit)]);
  const factor = upOffset === 0 ? limitedUp : graph.node('Add', [limitedUp, graph.scalar(upOffset)]);
  const mixed = graph.node('Mul', [activate(graph, limitedGate, activation), factor]);
  graph.output('output', linear(graph, mixed, { input: 'down', ref: expert.down }), ['N', hiddenSize]);
  return graph.build('expert');
}

/** [N, units] each. */
function gateAndUp(graph: GraphBuilder, x: Value, { experts: { units }, expert }: ExpertOptions): [Value, Value] {
  const { projections } = expert;
  if (projections.kind === 'separate') {
    return [
      linear(graph, x, { input: 'gate', ref: projections.gate }),
      linear(graph, x, { input: 'up', ref: projections.up }),
    ];
  }
  const both = linear(graph, x, { input: 'gateUp', ref: projections.gateUp }); // [N, 2 * units]
  const interleaved = projections.order === 'interleaved';
  const parted = interleaved ? graph.node('Reshape', [both, graph.integers([-1, units, 2])]) : both;
  const [gate, up] = graph.nodes('Split', [parted, graph.integers(interleaved ? [1, 1] : [units, units])], {
    attributes: { axis: { int: -1 } },
    outputs: 2,
  });
  const flat = (part: Value) => graph.node('Reshape', [part, graph.integers([-1, units])]);
  return interleaved ? [flat(gate), flat(up)] : [gate, up];
}
