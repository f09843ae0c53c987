import type { BlockSpec, MatrixRef, NormSpec } from '../architectures/index.ts';

/** One weight that a graph takes as an input, and where it stands in the checkpoint. */
export interface WeightInput {
  /** Name of the graph's input. */
  readonly input: string;
  readonly tensor: string;
  readonly rows?: readonly [start: number, end: number];
  readonly dims: readonly number[];
}

/**
 * All weights of a block in a fixed order. The graph declares its inputs from this list and the engine fills them
 * from it, so that the two cannot disagree.
 */
export function blockWeights({ block, hiddenSize }: { block: BlockSpec; hiddenSize: number }): WeightInput[] {
  const { attention, mlp } = block;
  const queries = attention.heads * attention.headDim;
  const keys = attention.kvHeads * attention.headDim;
  const matrix = (input: string, ref: MatrixRef, inputs: number, outputs: number) =>
    matrixWeights({ input, ref, inputs, outputs });
  const projections =
    attention.projections.kind === 'fused'
      ? matrix('attention.queryKeyValue', attention.projections.queryKeyValue, hiddenSize, queries + 2 * keys)
      : [
          ...matrix('attention.query', attention.projections.query, hiddenSize, queries),
          ...matrix('attention.key', attention.projections.key, hiddenSize, keys),
          ...matrix('attention.value', attention.projections.value, hiddenSize, keys),
        ];
  return [
    ...normWeights('attention.norm', block.attentionNorm, hiddenSize),
    ...projections,
    ...matrix('attention.output', attention.output, queries, hiddenSize),
    ...normWeights('mlp.norm', block.mlpNorm, hiddenSize),
    ...(mlp.gate === undefined ? [] : matrix('mlp.gate', mlp.gate, hiddenSize, mlp.units)),
    ...matrix('mlp.up', mlp.up, hiddenSize, mlp.units),
    ...matrix('mlp.down', mlp.down, mlp.units, hiddenSize),
  ];
}

export function normWeights(input: string, norm: NormSpec, hiddenSize: number): WeightInput[] {
  const gain = { input: `${input}.gain`, tensor: norm.gain, dims: [hiddenSize] };
  return norm.bias === null ? [gain] : [gain, { input: `${input}.bias`, tensor: norm.bias, dims: [hiddenSize] }];
}

interface MatrixWeightsOptions {
  input: string;
  ref: MatrixRef;
  inputs: number;
  outputs: number;
}

function matrixWeights({ input, ref, inputs, outputs }: MatrixWeightsOptions): WeightInput[] {
  const dims = ref.layout === 'in-out' ? [inputs, outputs] : [outputs, inputs];
  const rows = ref.rows === undefined ? {} : { rows: ref.rows };
  const weight = { input: `${input}.weight`, tensor: ref.tensor, dims, ...rows };
  return ref.bias === undefined
    ? [weight]
    : [weight, { input: `${input}.bias`, tensor: ref.bias, dims: [outputs], ...rows }];
}
