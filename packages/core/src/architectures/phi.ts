import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, HeadNormSpec, MatrixRef } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
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
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config);
    const kvHeads = config.integer('num_key_value_heads', { max: limits.heads, default: heads });
    requireMultiple(['num_attention_heads', heads], ['num_key_value_heads', kvHeads]);
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const units = config.integer('intermediate_size', { max: limits.units, default: 8192 });
    const eps = config.positive('layer_norm_eps', { default: 1e-5 });
    const activation = activationNamed(config.string('hidden_act', { default: 'gelu_new' }));
    const normedHeads = config.boolean('qk_layernorm', { default: false });
    const tied = config.boolean('tie_word_embeddings', { default: false });
    const rotary = rotaryFromConfig(config, { headDim, contextLength, partial: 0.5 });
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const headNorm = (name: string): HeadNormSpec | null =>
      normedHeads
        ? {
            kind: 'layer',
            eps,
            gainOffset: 0,
            over: 'head',
            gains: [tensors.named(`${name}.weight`, [headDim])],
            perHead: false,
            bias: tensors.named(`${name}.bias`, [headDim]),
          }
        : null;
    const matrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: true });

    const block = (index: number): BlockSpec => {
      const attention = `layers.${index}.self_attn`;
      const norms = preNorm(norm(`layers.${index}.input_layernorm`));
      return {
        ...plainBlock,
        index,
        residual: 'parallel',
        attentionNorms: norms,
        attention: {
          ...plainAttention,
          heads,
          kvHeads,
          headDim,
          scale: headDim ** -0.5,
          rotary,
          queryNorm: headNorm(`${attention}.q_layernorm`),
          keyNorm: headNorm(`${attention}.k_layernorm`),
          projections: {
            kind: 'separate',
            query: matrix(`${attention}.q_proj`, hiddenSize, hiddenSize),
            key: matrix(`${attention}.k_proj`, hiddenSize, kvHeads * headDim),
            value: matrix(`${attention}.v_proj`, hiddenSize, kvHeads * headDim),
          },
          output: matrix(`${attention}.dense`, hiddenSize, hiddenSize),
        },
        mlpNorms: norms,
        mlp: {
          kind: 'plain',
          units,
          activation,
          up: matrix(`layers.${index}.mlp.fc1`, hiddenSize, units),
          down: matrix(`layers.${index}.mlp.fc2`, units, hiddenSize),
          preNormGain: tensors.named(`layers.${index}.input_layernorm.weight`, [hiddenSize]),
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
      finalNorm: norm('final_layernorm'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize], bias: true }),
    };
  },
};
