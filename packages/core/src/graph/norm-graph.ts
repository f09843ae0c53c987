import type { NormSpec } from '../architectures/index.ts';
import { normWeights } from './block-weights.ts';
import { graphBuilder } from './graph-builder.ts';
import { normalize } from './norm.ts';

/** The final norm alone: `hidden` [N, hiddenSize] -> `output` of the same shape; gain and bias are inputs `norm.*`. */
export function normGraph({ norm, hiddenSize, dtype }: NormGraphOptions): Uint8Array {
  const graph = graphBuilder({ dtype });
  const hidden = graph.input('hidden', ['N', hiddenSize]);
  for (const { input, dims } of normWeights('norm', norm, hiddenSize)) graph.input(input, dims);
  graph.output('output', normalize(graph, hidden, { input: 'norm', norm }), ['N', hiddenSize]);
  return graph.build('norm');
}

export interface NormGraphOptions {
  readonly norm: NormSpec;
  readonly hiddenSize: number;
  readonly dtype: 'float32' | 'float64';
}
