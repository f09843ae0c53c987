import type { BlockSpec, HeadNormSpec, MatrixRef, MlpSpec, NormSpec } from '../architectures/index.ts';

/** One weight that a graph takes as an input, and where it stands in the checkpoint. */
export interface WeightInput {
  /** Name of the graph's input. */
  readonly input: string;
  readonly tensor: string;
  readonly rows?: readonly [start: number, end: number];
  readonly dims: readonly number[];
}

/**
 * All weights of a block's graph in a fixed order; those of experts are not among them (`expert-graph.ts`). The graph
 * declares its inputs from this list and the engine fills them from it, so that the two cannot disagree.
 */
export function blockWeights({ block, hiddenSize }: { block: BlockSpec; hiddenSize: number }): WeightInput[] {
  const { attentionNorms, mlpNorms, mlp } = block;
  const norm = (input: string, spec: NormSpec | null) => normWeights(input, spec, hiddenSize);
  return [
    ...norm('attention.norm', attentionNorms.input),
    ...attentionWeights({ block, hiddenSize }),
    ...norm('attention.outputNorm', attentionNorms.output),
    ...norm('attention.sumNorm', attentionNorms.sum),
    ...(sharesInputNorm(block) ? [] : norm('mlp.norm', mlpNorms.input)),
    ...(mlp.kind === 'experts' ? [] : mlpWeights({ input: 'mlp', mlp, hiddenSize })),
    ...(mlp.kind === 'experts'
      ? [
          ...matrixWeights({ input: 'router', ref: mlp.router, inputs: hiddenSize, outputs: mlp.experts.length }),
          ...(mlp.shared === null ? [] : mlpWeights({ input: 'shared', mlp: mlp.shared.mlp, hiddenSize })),
          ...(mlp.shared?.gate
            ? matrixWeights({ input: 'shared.weight', ref: mlp.shared.gate, inputs: hiddenSize, outputs: 1 })
            : []),
        ]
      : []),
    ...norm('mlp.outputNorm', mlpNorms.output),
    ...norm('mlp.sumNorm', mlpNorms.sum),
  ];
}

/** Whether one norm feeds both halves of a parallel block. */
export const sharesInputNorm = ({ residual, attentionNorms, mlpNorms }: BlockSpec): boolean =>
  residual === 'parallel' && attentionNorms.input !== null && mlpNorms.input === attentionNorms.input;

function attentionWeights({ block, hiddenSize }: { block: BlockSpec; hiddenSize: number }): WeightInput[] {
  const { heads, kvHeads, headDim, projections, queryNorm, keyNorm, sinks, output } = block.attention;
  const queries = heads * headDim;
  const keys = kvHeads * headDim;
  const matrix = (input: string, ref: MatrixRef, inputs: number, outputs: number) =>
    matrixWeights({ input, ref, inputs, outputs });
  return [
    ...(projections.kind === 'fused'
      ? matrix('attention.queryKeyValue', projections.queryKeyValue, hiddenSize, queries + 2 * keys)
      : [
          ...matrix('attention.query', projections.query, hiddenSize, queries),
          ...matrix('attention.key', projections.key, hiddenSize, keys),
          ...matrix('attention.value', projections.value, hiddenSize, keys),
        ]),
    ...headNormWeights('attention.queryNorm', queryNorm, { heads, headDim }),
    ...headNormWeights('attention.keyNorm', keyNorm, { heads: kvHeads, headDim }),
    ...(sinks === null ? [] : [{ input: 'attention.sinks', tensor: sinks, dims: [heads] }]),
    ...matrix('attention.output', output, queries, hiddenSize),
  ];
}

/** Weights of an MLP that is not an expert; graph inputs `<input>.up` and so on. */
function mlpWeights(options: { input: string; mlp: MlpSpec; hiddenSize: number }): WeightInput[] {
  const { input, mlp, hiddenSize } = options;
  const { gate, up, down, units } = mlp;
  return [
    ...(gate === undefined
      ? []
      : matrixWeights({ input: `${input}.gate`, ref: gate, inputs: hiddenSize, outputs: units })),
    ...matrixWeights({ input: `${input}.up`, ref: up, inputs: hiddenSize, outputs: units }),
    ...matrixWeights({ input: `${input}.down`, ref: down, inputs: units, outputs: hiddenSize }),
  ];
}

export function normWeights(input: string, norm: NormSpec | null, size: number): WeightInput[] {
  const vector = (name: string, tensor: string | null) =>
    tensor === null ? [] : [{ input: `${input}.${name}`, tensor, dims: [size] }];
  return norm === null ? [] : [...vector('gain', norm.gain), ...vector('bias', norm.bias)];
}

function headNormWeights(
  input: string,
  norm: HeadNormSpec | null,
  { heads, headDim }: { heads: number; headDim: number },
): WeightInput[] {
  if (norm === null) return [];
  const bias = norm.bias === null ? [] : [{ input: `${input}.bias`, tensor: norm.bias, dims: [headDim] }];
  if (norm.gains.length > 1) {
    return [
      ...norm.gains.map((tensor, head) => ({ input: `${input}.gain.${head}`, tensor, dims: [headDim] })),
      ...bias,
    ];
  }
  const dims = norm.over === 'all-heads' ? [heads * headDim] : norm.perHead ? [heads, headDim] : [headDim];
  return [{ input: `${input}.gain`, tensor: norm.gains[0], dims }, ...bias];
}

export interface MatrixWeightsOptions {
  input: string;
  ref: MatrixRef;
  inputs: number;
  outputs: number;
}

/** `<input>.weight` and `<input>.bias` of a linear layer. */
export function matrixWeights({ input, ref, inputs, outputs }: MatrixWeightsOptions): WeightInput[] {
  const dims = ref.layout === 'in-out' ? [inputs, outputs] : [outputs, inputs];
  const rows = ref.rows === undefined ? {} : { rows: ref.rows };
  const weight = { input: `${input}.weight`, tensor: ref.tensor, dims, ...rows };
  return ref.bias === undefined
    ? [weight]
    : [weight, { input: `${input}.bias`, tensor: ref.bias, dims: [outputs], ...rows }];
}
