import { activationNamed } from './activation-names.ts';
import type { AdapterInput, ArchitectureAdapter } from './adapter.ts';
import { gptKeys, requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { AttentionProjections, BlockSpec, MatrixRef, ModelSpec, RotarySpec } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { evenRotaryDims, inverseFrequencies } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-J: one LayerNorm feeds attention and MLP in parallel, pairs of neighbours rotated, a bias in the head. */
export const gptj: ArchitectureAdapter = {
  checked: {
    gptj: [
      'partial rotary',
      'n_inner',
      'untied head',
      'BF16',
      'whole heads rotated',
      'gelu',
      'tied head with a bias of its own',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe: (input) =>
    describe(input, ({ matrix, name, hiddenSize }) => ({
      kind: 'separate',
      query: matrix(`${name}.q_proj`, hiddenSize, hiddenSize, false),
      key: matrix(`${name}.k_proj`, hiddenSize, hiddenSize, false),
      value: matrix(`${name}.v_proj`, hiddenSize, hiddenSize, false),
    })),
};

/** CodeGen: GPT-J with one matrix for queries, values and keys, in the four groups that it was trained with on TPUs. */
export const codegen: ArchitectureAdapter = {
  checked: {
    codegen: [
      'partial rotary',
      'n_inner',
      'untied head',
      'BF16',
      'two heads in a group',
      'relu',
      'tied head with a bias of its own',
      'heads of 4 elements',
      'F16',
    ],
  },
  describe: (input) =>
    describe(input, ({ matrix, name, hiddenSize, heads }) => {
      const groups = 4;
      requireMultiple(['n_head', heads], ['the number of groups,', groups]);
      const queryKeyValue = matrix(`${name}.qkv_proj`, hiddenSize, 3 * hiddenSize, false);
      return { kind: 'fused', queryKeyValue, groups, parts: ['query', 'value', 'key'] };
    }),
};

interface ProjectionOptions {
  matrix(name: string, inputs: number, outputs: number, bias: boolean): MatrixRef;
  /** Of the attention layer. */
  name: string;
  hiddenSize: number;
  heads: number;
}

function describe(
  { config, tensors: stored }: AdapterInput,
  projections: (options: ProjectionOptions) => AttentionProjections,
): Omit<ModelSpec, 'modelType'> {
  const tensors = tensorFinder(stored, { prefixes: ['transformer.', ''] });
  const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config, gptKeys);
  const contextLength = config.integer(['n_positions', 'max_position_embeddings'], {
    max: limits.context,
    default: 2048,
  });
  const units = config.integer('n_inner', { max: limits.units, default: 4 * hiddenSize });
  const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
  const activation = activationNamed(config.string('activation_function', { default: 'gelu_new' }));
  const tied = config.boolean('tie_word_embeddings', { default: false });
  const dims = evenRotaryDims(config.integer('rotary_dim', { max: limits.headDim, default: 64 }), headDim);
  const rotary: RotarySpec = {
    dims,
    pairing: 'interleaved',
    inverseFrequencies: inverseFrequencies(10_000, dims),
    long: null,
    attentionFactor: 1,
  };
  const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
  const matrix = (name: string, inputs: number, outputs: number, bias: boolean) =>
    tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias });

  const block = (index: number): BlockSpec => {
    const norms = preNorm(norm(`h.${index}.ln_1`));
    return {
      ...plainBlock,
      index,
      residual: 'parallel',
      attentionNorms: norms,
      attention: {
        ...plainAttention,
        heads,
        kvHeads: heads,
        headDim,
        scale: headDim ** -0.5,
        rotary,
        projections: projections({ matrix, name: `h.${index}.attn`, hiddenSize, heads }),
        output: matrix(`h.${index}.attn.out_proj`, hiddenSize, hiddenSize, false),
      },
      mlpNorms: norms,
      mlp: {
        kind: 'plain',
        units,
        activation,
        up: matrix(`h.${index}.mlp.fc_in`, hiddenSize, units, true),
        down: matrix(`h.${index}.mlp.fc_out`, units, hiddenSize, true),
        preNormGain: tensors.named(`h.${index}.ln_1.weight`, [hiddenSize]),
      },
    };
  };

  const tokenEmbedding = tensors.named('wte.weight', [vocabSize, hiddenSize]);
  return {
    ...plainEmbedding,
    hiddenSize,
    vocabSize,
    contextLength,
    tokenEmbedding,
    embeddingSize: hiddenSize,
    blocks: Array.from({ length: blocks }, (_, index) => block(index)),
    finalNorm: norm('ln_f'),
    head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize], bias: true }),
  };
}
