import { ModelTraceError } from '../errors.ts';
import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, HeadNormSpec } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { rotaryFromConfig, stretchedContext } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** StableLM 3B and 2: Llama with LayerNorms and a quarter of a head rotated; the 12B is parallel, with a norm for each head. */
export const stablelm: ArchitectureAdapter = {
  checked: {
    stablelm: [
      'sequential residual',
      'grouped queries',
      'partial rotary',
      'untied head',
      'BF16',
      'parallel residual',
      'qk_layernorm',
      'use_qkv_bias',
      'one key for all queries',
      'partial_rotary_factor',
      'gelu',
      'tied head',
      'saved without its head',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['model.', ''] });
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config);
    const kvHeads = config.integer('num_key_value_heads', { max: limits.heads, default: 32 });
    requireMultiple(['num_attention_heads', heads], ['num_key_value_heads', kvHeads]);
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 4096 });
    const units = config.integer('intermediate_size', { max: limits.units, default: 6912 });
    const eps = config.positive('layer_norm_eps', { default: 1e-5 });
    const activation = activationNamed(config.string('hidden_act', { default: 'silu' }));
    const bias = config.boolean('use_qkv_bias', { default: false });
    const normedHeads = config.boolean('qk_layernorm', { default: false });
    const parallel = config.boolean('use_parallel_residual', { default: false });
    const tied = config.boolean('tie_word_embeddings', { default: false });
    const rotary = rotaryFromConfig(config, { headDim, contextLength, partial: 0.25 });
    if (normedHeads && (heads + kvHeads) * blocks > limits.headNormsOfAllBlocks) {
      throw new ModelTraceError(
        'CONFIG_INVALID',
        `config.json: norms of ${heads + kvHeads} heads in each of ${blocks} blocks, expected at most ${limits.headNormsOfAllBlocks} in all`,
      );
    }
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const headNorm = (name: string, count: number): HeadNormSpec | null => {
      if (!normedHeads) return null;
      const gains = Array.from({ length: count }, (_, head) =>
        tensors.named(`${name}.norms.${head}.weight`, [headDim]),
      );
      return { kind: 'layer', eps, gainOffset: 0, over: 'head', gains, perHead: true, bias: null };
    };
    const matrix = (name: string, inputs: number, outputs: number, withBias = false) =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: withBias });

    const block = (index: number): BlockSpec => {
      const layer = `layers.${index}`;
      const mlpNorm = `${layer}.${parallel ? 'input_layernorm' : 'post_attention_layernorm'}`;
      const attentionNorms = preNorm(norm(`${layer}.input_layernorm`));
      return {
        ...plainBlock,
        index,
        residual: parallel ? 'parallel' : 'sequential',
        attentionNorms,
        attention: {
          ...plainAttention,
          heads,
          kvHeads,
          headDim,
          scale: headDim ** -0.5,
          rotary,
          queryNorm: headNorm(`${layer}.self_attn.q_layernorm`, heads),
          keyNorm: headNorm(`${layer}.self_attn.k_layernorm`, kvHeads),
          projections: {
            kind: 'separate',
            query: matrix(`${layer}.self_attn.q_proj`, hiddenSize, hiddenSize, bias),
            key: matrix(`${layer}.self_attn.k_proj`, hiddenSize, kvHeads * headDim, bias),
            value: matrix(`${layer}.self_attn.v_proj`, hiddenSize, kvHeads * headDim, bias),
          },
          output: matrix(`${layer}.self_attn.o_proj`, hiddenSize, hiddenSize),
        },
        mlpNorms: parallel ? attentionNorms : preNorm(norm(mlpNorm)),
        mlp: {
          kind: 'gated',
          units,
          activation,
          up: matrix(`${layer}.mlp.up_proj`, hiddenSize, units),
          gate: matrix(`${layer}.mlp.gate_proj`, hiddenSize, units),
          down: matrix(`${layer}.mlp.down_proj`, units, hiddenSize),
          preNormGain: tensors.named(`${mlpNorm}.weight`, [hiddenSize]),
        },
      };
    };

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
