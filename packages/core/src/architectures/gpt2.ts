import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { gptKeys, sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
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
    const sizes = sizesFromConfig(config, gptKeys);
    const { hiddenSize, headDim } = sizes;
    const contextLength = config.integer(['n_positions', 'n_ctx'], { max: limits.context });
    const scaled = config.boolean('scale_attn_weights', { default: true });
    const scaledByLayer = config.boolean('scale_attn_by_inverse_layer_idx', { default: false });
    refuseIf(
      config.boolean('add_cross_attention', { default: false }),
      'GPT-2 with cross-attention is not a decoder on its own',
    );
    return {
      ...gptModel({
        tensors,
        names: {
          tokenEmbedding: 'wte',
          blocks: 'h',
          attentionNorm: 'ln_1',
          queryKeyValue: 'attn.c_attn',
          output: 'attn.c_proj',
          mlpNorm: 'ln_2',
          up: 'mlp.c_fc',
          down: 'mlp.c_proj',
          finalNorm: 'ln_f',
        },
        sizes,
        contextLength,
        units: config.integer('n_inner', { max: limits.units, default: 4 * hiddenSize }),
        eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
        activation: activationNamed(config.string('activation_function', { default: 'gelu_new' })),
        tied: config.boolean('tie_word_embeddings', { default: true }),
        layout: 'in-out',
        attention: (index) => ({ scale: (scaled ? headDim ** -0.5 : 1) / (scaledByLayer ? index + 1 : 1) }),
      }),
      positionEmbedding: { tensor: tensors.named('wpe.weight', [contextLength, hiddenSize]), offset: 0 },
    };
  },
};
