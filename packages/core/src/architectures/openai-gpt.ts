import type { ArchitectureAdapter } from './adapter.ts';
import { gptKeys, sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import type { Activation } from './model-spec.ts';
import { refuseIf } from './refuse.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-1 has names of its own: what it calls gelu is the approximation. */
const activations: Readonly<Record<string, Activation>> = {
  gelu: 'gelu-tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
};

/** GPT-1: learned positions, LayerNorm after each sum, no final norm, matrices stored [inputs, outputs]. */
export const openaiGpt: ArchitectureAdapter = {
  checked: {
    'openai-gpt': [
      'tied head',
      'gelu',
      'saved without its head',
      'BF16',
      'untied head',
      'silu',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['transformer.', ''] });
    const sizes = sizesFromConfig(config, gptKeys);
    const { hiddenSize } = sizes;
    const contextLength = config.integer(['n_positions', 'n_ctx', 'max_position_embeddings'], {
      max: limits.context,
      default: 512,
    });
    const name = config.string('afn', { default: 'gelu' });
    refuseIf(!Object.hasOwn(activations, name), `GPT-1 has no activation ${JSON.stringify(name.slice(0, 100))}`);
    return {
      ...gptModel({
        tensors,
        names: {
          tokenEmbedding: 'tokens_embed',
          blocks: 'h',
          attentionNorm: 'ln_1',
          queryKeyValue: 'attn.c_attn',
          output: 'attn.c_proj',
          mlpNorm: 'ln_2',
          up: 'mlp.c_fc',
          down: 'mlp.c_proj',
          finalNorm: null,
        },
        sizes,
        contextLength,
        units: 4 * hiddenSize,
        eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
        activation: activations[name],
        tied: config.boolean('tie_word_embeddings', { default: true }),
        layout: 'in-out',
        norms: 'after-sum',
      }),
      positionEmbedding: { tensor: tensors.named('positions_embed.weight', [contextLength, hiddenSize]), offset: 0 },
    };
  },
};
