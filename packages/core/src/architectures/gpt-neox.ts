import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import { rotaryFromConfig, stretchedContext } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-NeoX and Pythia: a quarter of a head rotated, two LayerNorms in parallel, one matrix with a group for each head. */
export const gptNeox: ArchitectureAdapter = {
  checked: {
    gpt_neox: [
      'parallel residual',
      'attention biases',
      'untied head',
      'partial rotary',
      'BF16',
      'sequential residual',
      'attention_bias off',
      'tied head',
      'rotary_pct and rotary_emb_base',
      'gelu_new',
      'saved without its head',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const sizes = sizesFromConfig(config);
    const { heads, headDim } = sizes;
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const attentionBias = config.boolean('attention_bias', { default: true });
    const rotary = rotaryFromConfig(config, {
      headDim,
      contextLength,
      partial: 0.25,
      keys: { theta: 'rotary_emb_base', partial: 'rotary_pct' },
    });
    return gptModel({
      tensors: tensorFinder(stored, { prefixes: ['gpt_neox.', ''] }),
      names: {
        tokenEmbedding: 'embed_in',
        blocks: 'layers',
        attentionNorm: 'input_layernorm',
        queryKeyValue: 'attention.query_key_value',
        output: 'attention.dense',
        mlpNorm: 'post_attention_layernorm',
        up: 'mlp.dense_h_to_4h',
        down: 'mlp.dense_4h_to_h',
        finalNorm: 'final_layer_norm',
      },
      sizes,
      contextLength: stretchedContext(config, contextLength),
      units: config.integer('intermediate_size', { max: limits.units, default: 24_576 }),
      eps: config.positive('layer_norm_eps', { default: 1e-5 }),
      activation: activationNamed(config.string('hidden_act', { default: 'gelu' })),
      tied: config.boolean('tie_word_embeddings', { default: false }),
      biases: { queryKeyValue: attentionBias, output: attentionBias },
      fused: { groups: heads },
      attention: () => ({ rotary }),
      block: { residual: config.boolean('use_parallel_residual', { default: true }) ? 'parallel' : 'sequential' },
      head: { names: ['embed_out', 'lm_head'] }, // the second since transformers 5
    });
  },
};
