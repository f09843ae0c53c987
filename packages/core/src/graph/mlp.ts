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

/** plain: down(act(up(x))); gated: down(act(gate(x)) * up(x)). Graph inputs are `<input>.up` and so on. */
export function feedForward(graph: GraphBuilder, x: Value, { input, mlp }: { input: string; mlp: MlpSpec }): MlpValues {
  const up = linear(graph, x, { input: `${input}.up`, ref: mlp.up });
  const gate = mlp.gate === undefined ? null : linear(graph, x, { input: `${input}.gate`, ref: mlp.gate });
  const hidden =
    gate === null
      ? activate(graph, up, mlp.activation)
      : graph.node('Mul', [activate(graph, gate, mlp.activation), up]);
  return { up, gate, output: linear(graph, hidden, { input: `${input}.down`, ref: mlp.down }) };
}
