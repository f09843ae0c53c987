import type { ArchitectureAdapter } from './adapter.ts';
import { alibi as alibiOf } from './alibi.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, MatrixRef } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
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
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config, {
      hiddenSize: ['n_embed', 'hidden_size'],
      heads: ['n_head', 'num_attention_heads'],
      blocks: ['n_layer', 'num_hidden_layers'],
    });
    // Linear biases set no limit: the length that it was trained with.
    const contextLength = config.integer('seq_length', { max: limits.context, default: 2048 });
    const units = 4 * hiddenSize;
    const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
    const fromNorm = config.boolean('apply_residual_connection_post_layernorm', { default: false });
    const tied = config.boolean('tie_word_embeddings', { default: true });
    refuseIf(
      config.boolean('slow_but_exact', { default: false }) &&
        config.integer('pretraining_tp', { max: limits.hiddenSize, default: 1 }) > 1,
      'BLOOM with slow_but_exact, which leaves out biases, is not supported',
    );
    const alibi = alibiOf({ heads, roundedTo: 'float32', scale: 1 });
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const matrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: true });

    const block = (index: number): BlockSpec => ({
      ...plainBlock,
      index,
      residualFrom: fromNorm ? 'input-norm' : 'stream',
      attentionNorms: preNorm(norm(`h.${index}.input_layernorm`)),
      attention: {
        ...plainAttention,
        heads,
        kvHeads: heads,
        headDim,
        scale: headDim ** -0.5,
        alibi,
        projections: {
          kind: 'fused',
          queryKeyValue: matrix(`h.${index}.self_attention.query_key_value`, hiddenSize, 3 * hiddenSize),
          groups: heads,
          parts: ['query', 'key', 'value'],
        },
        output: matrix(`h.${index}.self_attention.dense`, hiddenSize, hiddenSize),
      },
      mlpNorms: preNorm(norm(`h.${index}.post_attention_layernorm`)),
      mlp: {
        kind: 'plain',
        units,
        activation: 'gelu-tanh',
        up: matrix(`h.${index}.mlp.dense_h_to_4h`, hiddenSize, units),
        down: matrix(`h.${index}.mlp.dense_4h_to_h`, units, hiddenSize),
        preNormGain: tensors.named(`h.${index}.post_attention_layernorm.weight`, [hiddenSize]),
      },
    });

    const tokenEmbedding = tensors.named('word_embeddings.weight', [vocabSize, hiddenSize]);
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength,
      tokenEmbedding,
      embeddingSize: hiddenSize,
      embeddingNorm: norm('word_embeddings_layernorm'),
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: norm('ln_f'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] }),
    };
  },
};
