import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { gptKeys, sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, MatrixRef } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { refuseIf } from './refuse.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-2: learned positions, LayerNorm before each half, plain MLP, matrices stored [inputs, outputs]. */
export const gpt2: ArchitectureAdapter = {
  checked: {
    gpt2: [
      'tied head',
      'scaled attention',
      'untied head',
      'n_inner',
      'gelu',
      'BF16',
      'scale_attn_by_inverse_layer_idx',
      'relu',
      'F16, sharded',
      'scale_attn_weights off',
      'gelu_pytorch_tanh',
      'saved without its head',
      'quick_gelu',
      'tied by its config, own head in the file',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['transformer.', ''] });
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config, gptKeys);
    const contextLength = config.integer(['n_positions', 'n_ctx'], { max: limits.context });
    const units = config.integer('n_inner', { max: limits.units, default: 4 * hiddenSize });
    const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
    const activation = activationNamed(config.string('activation_function', { default: 'gelu_new' }));
    const tied = config.boolean('tie_word_embeddings', { default: true });
    const scaled = config.boolean('scale_attn_weights', { default: true });
    const scaledByLayer = config.boolean('scale_attn_by_inverse_layer_idx', { default: false });
    refuseIf(
      config.boolean('add_cross_attention', { default: false }),
      'GPT-2 with cross-attention is not a decoder on its own',
    );
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const matrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'in-out', bias: true });

    const block = (index: number): BlockSpec => ({
      ...plainBlock,
      index,
      attentionNorms: preNorm(norm(`h.${index}.ln_1`)),
      attention: {
        ...plainAttention,
        heads,
        kvHeads: heads,
        headDim,
        scale: (scaled ? headDim ** -0.5 : 1) / (scaledByLayer ? index + 1 : 1),
        projections: {
          kind: 'fused',
          queryKeyValue: matrix(`h.${index}.attn.c_attn`, hiddenSize, 3 * hiddenSize),
          groups: 1,
          parts: ['query', 'key', 'value'],
        },
        output: matrix(`h.${index}.attn.c_proj`, hiddenSize, hiddenSize),
      },
      mlpNorms: preNorm(norm(`h.${index}.ln_2`)),
      mlp: {
        kind: 'plain',
        units,
        activation,
        up: matrix(`h.${index}.mlp.c_fc`, hiddenSize, units),
        down: matrix(`h.${index}.mlp.c_proj`, units, hiddenSize),
        preNormGain: tensors.named(`h.${index}.ln_2.weight`, [hiddenSize]),
      },
    });

    const tokenEmbedding = tensors.named('wte.weight', [vocabSize, hiddenSize]);
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength,
      tokenEmbedding,
      embeddingSize: hiddenSize,
      positionEmbedding: { tensor: tensors.named('wpe.weight', [contextLength, hiddenSize]), offset: 0 },
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: norm('ln_f'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] }),
    };
  },
};
