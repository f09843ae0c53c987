import type { MlpSpec } from '../architectures/index.ts';
import { activate } from './activation.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';
import { linear } from './linear.ts';

export interface MlpValues {
  /** [N, units], before the activation. */
  readonly up: Value;
  readonly gate: Value | null;
  /** [N, hiddenSize] */
  readonly output: Value;
}

/** plain: down(act(up(x))); gated: down(act(gate(x)) * up(x)). */
export function feedForward(graph: GraphBuilder, x: Value, mlp: MlpSpec): MlpValues {
  const up = linear(graph, x, { input: 'mlp.up', ref: mlp.up });
  const gate = mlp.gate === undefined ? null : linear(graph, x, { input: 'mlp.gate', ref: mlp.gate });
  const hidden =
    gate === null
      ? activate(graph, up, mlp.activation)
      : graph.node('Mul', [activate(graph, gate, mlp.activation), up]);
  return { up, gate, output: linear(graph, hidden, { input: 'mlp.down', ref: mlp.down }) };
}
