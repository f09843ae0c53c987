import { ModelTraceError } from '../errors.ts';
import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, MatrixRef } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { rotaryFromConfig, stretchedContext } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** Llama 1 to 3.x: rotary positions, RMSNorm before each half, grouped keys and values, gated MLP. */
export const llama: ArchitectureAdapter = {
  checked: {
    llama: [
      'grouped queries',
      'untied head',
      'a key for each query',
      'tied head',
      'gelu',
      'attention and MLP biases',
      'rope: linear',
      'F16, sharded',
      'rope: llama3',
      'head_dim',
      'BF16',
      'one key for all queries',
      'saved without its head',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['model.', ''] });
    const hiddenSize = config.integer('hidden_size', { max: limits.hiddenSize });
    const heads = config.integer('num_attention_heads', { max: limits.heads });
    const kvHeads = config.integer('num_key_value_heads', { max: limits.heads, default: heads });
    const blocks = config.integer('num_hidden_layers', { max: limits.blocks });
    const units = config.integer('intermediate_size', { max: limits.units });
    const vocabSize = config.integer('vocab_size', { max: limits.vocabulary });
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const eps = config.positive('rms_norm_eps', { default: 1e-6 });
    const activation = activationNamed(config.string('hidden_act', { default: 'silu' }));
    const attentionBias = config.boolean('attention_bias', { default: false });
    const mlpBias = config.boolean('mlp_bias', { default: false });
    const tied = config.boolean('tie_word_embeddings', { default: false });
    if (heads % kvHeads !== 0) {
      throw new ModelTraceError(
        'CONFIG_INVALID',
        `config.json: num_attention_heads ${heads} is not a multiple of num_key_value_heads ${kvHeads}`,
      );
    }
    if (hiddenSize % heads !== 0 && !config.has('head_dim')) {
      throw new ModelTraceError(
        'CONFIG_INVALID',
        `config.json: hidden_size ${hiddenSize} is not a multiple of num_attention_heads ${heads}`,
      );
    }
    const headDim = config.integer('head_dim', { max: limits.headDim, default: hiddenSize / heads });
    const rotary = rotaryFromConfig(config, { headDim, contextLength });
    const norm = (name: string) => tensors.norm(name, { kind: 'rms', eps, size: hiddenSize, bias: false });
    const attentionMatrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: attentionBias });
    const mlpMatrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: mlpBias });

    const block = (index: number): BlockSpec => ({
      ...plainBlock,
      index,
      attentionNorms: preNorm(norm(`layers.${index}.input_layernorm`)),
      attention: {
        ...plainAttention,
        heads,
        kvHeads,
        headDim,
        scale: headDim ** -0.5,
        rotary,
        projections: {
          kind: 'separate',
          query: attentionMatrix(`layers.${index}.self_attn.q_proj`, hiddenSize, heads * headDim),
          key: attentionMatrix(`layers.${index}.self_attn.k_proj`, hiddenSize, kvHeads * headDim),
          value: attentionMatrix(`layers.${index}.self_attn.v_proj`, hiddenSize, kvHeads * headDim),
        },
        output: attentionMatrix(`layers.${index}.self_attn.o_proj`, heads * headDim, hiddenSize),
      },
      mlpNorms: preNorm(norm(`layers.${index}.post_attention_layernorm`)),
      mlp: {
        kind: 'gated',
        units,
        activation,
        up: mlpMatrix(`layers.${index}.mlp.up_proj`, hiddenSize, units),
        gate: mlpMatrix(`layers.${index}.mlp.gate_proj`, hiddenSize, units),
        down: mlpMatrix(`layers.${index}.mlp.down_proj`, units, hiddenSize),
        preNormGain: tensors.named(`layers.${index}.post_attention_layernorm.weight`, [hiddenSize]),
      },
    });

    const tokenEmbedding = tensors.named('embed_tokens.weight', [vocabSize, hiddenSize]);
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength: stretchedContext(config, contextLength),
      tokenEmbedding,
      embeddingSize: hiddenSize,
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: norm('norm'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] }),
    };
  },
};
