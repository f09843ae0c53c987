import type { MatrixRef, NormSpec } from '../architectures/index.ts';
import { matrixWeights, normWeights, type WeightInput } from './block-weights.ts';
import { graphBuilder } from './graph-builder.ts';
import { linear } from './linear.ts';
import { normalize } from './norm.ts';
import type { FloatType } from './onnx-model.ts';

/** What stands between the embedding and the first block, or between the last block and the head: a norm, then a matrix. */
export interface StageSpec {
  readonly norm: NormSpec | null;
  readonly projection: MatrixRef | null;
  readonly inputs: number;
  readonly outputs: number;
}

export function stageWeights({ norm, projection, inputs, outputs }: StageSpec): WeightInput[] {
  const matrix = projection === null ? [] : matrixWeights({ input: 'projection', ref: projection, inputs, outputs });
  return [...normWeights('norm', norm, inputs), ...matrix];
}

/** `hidden` [N, inputs] -> `output` [N, outputs]. */
export function stageGraph({ stage, dtype }: { stage: StageSpec; dtype: FloatType }): Uint8Array {
  const { norm, projection, inputs, outputs } = stage;
  const graph = graphBuilder({ dtype });
  const hidden = graph.input('hidden', ['N', inputs]);
  for (const { input, dims } of stageWeights(stage)) graph.input(input, dims);
  const normalized = norm === null ? hidden : normalize(graph, hidden, { input: 'norm', norm, size: inputs });
  const projected =
    projection === null ? normalized : linear(graph, normalized, { input: 'projection', ref: projection });
  graph.output('output', projected, ['N', outputs]);
  return graph.build('stage');
}
