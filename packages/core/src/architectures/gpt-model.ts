import type { DecoderSizes } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import type {
  Activation,
  AttentionProjections,
  AttentionSpec,
  BlockSpec,
  HalfNorms,
  MatrixRef,
  ModelSpec,
  NormSpec,
} from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import type { TensorFinder } from './tensor-finder.ts';

/** Where the tensors of a GPT stand: names without `.weight`, those of a block after `<blocks>.<index>.` */
export interface GptTensors {
  readonly tokenEmbedding: string;
  readonly blocks: string;
  readonly attentionNorm: string;
  /** One matrix for all three, or three. */
  readonly queryKeyValue: string | readonly [query: string, key: string, value: string];
  readonly output: string;
  /** Null: the norm of the attention feeds the MLP too. */
  readonly mlpNorm: string | null;
  readonly up: string;
  readonly down: string;
  /** Null: each block ends with a norm of its own. */
  readonly finalNorm: string | null;
}

/** What a model says of itself in config.json, and how it differs from the plainest GPT. */
export interface GptModel {
  readonly tensors: TensorFinder;
  readonly names: GptTensors;
  readonly sizes: DecoderSizes;
  readonly contextLength: number;
  readonly units: number;
  readonly eps: number;
  readonly activation: Activation;
  /** The head is the token embedding. */
  readonly tied: boolean;
  /** Of all matrices: torch.nn.Linear's `out-in`, or GPT-2's Conv1D. */
  readonly layout?: MatrixRef['layout'];
  /** What has a bias; all by default. */
  readonly biases?: {
    readonly norm?: boolean;
    readonly queryKeyValue?: boolean;
    readonly output?: boolean;
    readonly mlp?: boolean;
  };
  /** Norms with a gain (and bias); default true. */
  readonly affine?: boolean;
  /** Where norms stand: before each half of a block, or after each sum. Default before. */
  readonly norms?: 'before' | 'after-sum';
  /** Default: as many as query heads. */
  readonly kvHeads?: number;
  /** How one matrix for queries, keys and values is laid out. Default: one group, in this order. */
  readonly fused?: Partial<Pick<Extract<AttentionProjections, { kind: 'fused' }>, 'groups' | 'parts'>>;
  /** Asked for each block; `name` gives the full name of one of its tensors. */
  readonly attention?: (index: number, name: (tensor: string) => string) => Partial<AttentionSpec>;
  readonly block?: Partial<Pick<BlockSpec, 'residual' | 'residualFrom'>>;
  /** Columns of the token embedding; default hiddenSize. */
  readonly embeddingSize?: number;
  readonly head?: { readonly names?: readonly string[]; readonly bias?: boolean };
}

/**
 * The GPTs: LayerNorms, an attention, a plain MLP, in `names` and with the differences that the model states.
 * @throws TENSOR_MISSING, TENSOR_SHAPE
 */
export function gptModel(model: GptModel): Omit<ModelSpec, 'modelType'> {
  const { tensors, names, sizes, contextLength, tied } = model;
  const { hiddenSize, vocabSize, blocks } = sizes;
  const { embeddingSize = hiddenSize } = model;
  const tokenEmbedding = tensors.named(`${names.tokenEmbedding}.weight`, [vocabSize, embeddingSize]);
  return {
    ...plainEmbedding,
    hiddenSize,
    vocabSize,
    contextLength,
    tokenEmbedding,
    embeddingSize,
    blocks: Array.from({ length: blocks }, (_, index) => gptBlock(model, index)),
    finalNorm: names.finalNorm === null ? null : gptNorm(model, names.finalNorm),
    head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, embeddingSize], ...model.head }),
  };
}

function gptBlock(model: GptModel, index: number): BlockSpec {
  const { names, sizes, units, activation, biases = {}, kvHeads = sizes.heads } = model;
  const { hiddenSize, heads, headDim } = sizes;
  const name = (tensor: string) => `${names.blocks}.${index}.${tensor}`;
  const matrix = (tensor: string, inputs: number, outputs: number, bias = true) =>
    model.tensors.matrix(name(tensor), { inputs, outputs, layout: model.layout ?? 'out-in', bias });
  const before = model.norms !== 'after-sum';
  const place = (norm: NormSpec): HalfNorms => (before ? preNorm(norm) : { input: null, output: null, sum: norm });
  const attentionNorms = place(gptNorm(model, name(names.attentionNorm)));
  const mlpNorms = names.mlpNorm === null ? attentionNorms : place(gptNorm(model, name(names.mlpNorm)));
  const { gain } = (before ? mlpNorms.input : attentionNorms.sum)!; // of the norm that the MLP reads
  const { queryKeyValue } = names;
  const project = (tensor: string, outputs: number) => matrix(tensor, hiddenSize, outputs, biases.queryKeyValue);
  const keySize = kvHeads * headDim;
  return {
    ...plainBlock,
    ...model.block,
    index,
    attentionNorms,
    attention: {
      ...plainAttention,
      heads,
      kvHeads,
      headDim,
      scale: headDim ** -0.5,
      projections:
        typeof queryKeyValue === 'string'
          ? {
              kind: 'fused',
              queryKeyValue: project(queryKeyValue, hiddenSize + 2 * keySize),
              groups: 1,
              parts: ['query', 'key', 'value'],
              ...model.fused,
            }
          : {
              kind: 'separate',
              query: project(queryKeyValue[0], hiddenSize),
              key: project(queryKeyValue[1], keySize),
              value: project(queryKeyValue[2], keySize),
            },
      output: matrix(names.output, hiddenSize, hiddenSize, biases.output),
      ...model.attention?.(index, name),
    },
    mlpNorms,
    mlp: {
      kind: 'plain',
      units,
      activation,
      up: matrix(names.up, hiddenSize, units, biases.mlp),
      down: matrix(names.down, units, hiddenSize, biases.mlp),
      ...(gain === null ? {} : { preNormGain: gain }),
    },
  };
}

function gptNorm({ tensors, sizes, eps, biases, affine = true }: GptModel, name: string): NormSpec {
  return affine
    ? tensors.norm(name, { kind: 'layer', eps, size: sizes.hiddenSize, bias: biases?.norm ?? true })
    : { kind: 'layer', eps, gain: null, gainOffset: 0, bias: null };
}
