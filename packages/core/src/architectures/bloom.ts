import type { ArchitectureAdapter } from './adapter.ts';
import { alibi as alibiOf } from './alibi.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import { refuseIf } from './refuse.ts';
import { tensorFinder } from './tensor-finder.ts';

/** BLOOM: linear biases, a LayerNorm on the embedding, one matrix with a group for each head. */
export const bloom: ArchitectureAdapter = {
  checked: {
    bloom: [
      'heads that are no power of two',
      'untied head',
      'BF16',
      'apply_residual_connection_post_layernorm',
      'tied head',
      'n_embed and num_attention_heads',
      'saved without its head',
      'slopes that are no powers of two',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['transformer.', ''] });
    const sizes = sizesFromConfig(config, {
      hiddenSize: ['n_embed', 'hidden_size'],
      heads: ['n_head', 'num_attention_heads'],
      blocks: ['n_layer', 'num_hidden_layers'],
    });
    const { hiddenSize, heads } = sizes;
    const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
    const fromNorm = config.boolean('apply_residual_connection_post_layernorm', { default: false });
    refuseIf(
      config.boolean('slow_but_exact', { default: false }) &&
        config.integer('pretraining_tp', { max: limits.hiddenSize, default: 1 }) > 1,
      'BLOOM with slow_but_exact, which leaves out biases, is not supported',
    );
    const alibi = alibiOf({ heads, roundedTo: 'float32', scale: 1 });
    return {
      ...gptModel({
        tensors,
        names: {
          tokenEmbedding: 'word_embeddings',
          blocks: 'h',
          attentionNorm: 'input_layernorm',
          queryKeyValue: 'self_attention.query_key_value',
          output: 'self_attention.dense',
          mlpNorm: 'post_attention_layernorm',
          up: 'mlp.dense_h_to_4h',
          down: 'mlp.dense_4h_to_h',
          finalNorm: 'ln_f',
        },
        sizes,
        // Linear biases set no limit: the length that it was trained with.
        contextLength: config.integer('seq_length', { max: limits.context, default: 2048 }),
        units: 4 * hiddenSize,
        eps,
        activation: 'gelu-tanh',
        tied: config.boolean('tie_word_embeddings', { default: true }),
        fused: { groups: heads },
        attention: () => ({ alibi }),
        block: { residualFrom: fromNorm ? 'input-norm' : 'stream' },
      }),
      embeddingNorm: tensors.norm('word_embeddings_layernorm', { kind: 'layer', eps, size: hiddenSize, bias: true }),
    };
  },
};
