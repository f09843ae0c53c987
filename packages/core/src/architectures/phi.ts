import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import type { HeadNormSpec } from './model-spec.ts';
import { rotaryFromConfig, stretchedContext } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** Phi-1 to Phi-2: one LayerNorm feeds attention and MLP in parallel, half of a head rotated, biases everywhere. */
export const phi: ArchitectureAdapter = {
  checked: {
    phi: [
      'half of a head rotated',
      'untied head with a bias',
      'BF16',
      'qk_layernorm',
      'grouped queries',
      'partial_rotary_factor',
      'gelu',
      'tied head with a bias of its own',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['model.', ''] });
    const sizes = sizesFromConfig(config);
    const { heads, headDim } = sizes;
    const kvHeads = config.integer('num_key_value_heads', { max: limits.heads, default: heads });
    requireMultiple(['num_attention_heads', heads], ['num_key_value_heads', kvHeads]);
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const eps = config.positive('layer_norm_eps', { default: 1e-5 });
    const normedHeads = config.boolean('qk_layernorm', { default: false });
    const rotary = rotaryFromConfig(config, { headDim, contextLength, partial: 0.5 });
    const headNorm = (name: string): HeadNormSpec => ({
      kind: 'layer',
      eps,
      gainOffset: 0,
      over: 'head',
      gains: [tensors.named(`${name}.weight`, [headDim])],
      perHead: false,
      bias: tensors.named(`${name}.bias`, [headDim]),
    });
    return gptModel({
      tensors,
      names: {
        tokenEmbedding: 'embed_tokens',
        blocks: 'layers',
        attentionNorm: 'input_layernorm',
        queryKeyValue: ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
        output: 'self_attn.dense',
        mlpNorm: null,
        up: 'mlp.fc1',
        down: 'mlp.fc2',
        finalNorm: 'final_layernorm',
      },
      sizes,
      contextLength: stretchedContext(config, contextLength),
      units: config.integer('intermediate_size', { max: limits.units, default: 8192 }),
      eps,
      activation: activationNamed(config.string('hidden_act', { default: 'gelu_new' })),
      tied: config.boolean('tie_word_embeddings', { default: false }),
      kvHeads,
      attention: (_, name) => ({
        rotary,
        queryNorm: normedHeads ? headNorm(name('self_attn.q_layernorm')) : null,
        keyNorm: normedHeads ? headNorm(name('self_attn.k_layernorm')) : null,
      }),
      block: { residual: 'parallel' },
      head: { bias: true },
    });
  },
};
