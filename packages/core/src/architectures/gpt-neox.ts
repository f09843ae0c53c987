import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
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
    const tensors = tensorFinder(stored, { prefixes: ['gpt_neox.', ''] });
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config);
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const units = config.integer('intermediate_size', { max: limits.units, default: 24_576 });
    const eps = config.positive('layer_norm_eps', { default: 1e-5 });
    const activation = activationNamed(config.string('hidden_act', { default: 'gelu' }));
    const attentionBias = config.boolean('attention_bias', { default: true });
    const parallel = config.boolean('use_parallel_residual', { default: true });
    const tied = config.boolean('tie_word_embeddings', { default: false });
    const rotary = rotaryFromConfig(config, {
      headDim,
      contextLength,
      partial: 0.25,
      keys: { theta: 'rotary_emb_base', partial: 'rotary_pct' },
    });
    const norm = (name: string) => tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true });
    const matrix = (name: string, inputs: number, outputs: number, bias: boolean) =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias });

    const block = (index: number): BlockSpec => {
      const layer = `layers.${index}`;
      return {
        ...plainBlock,
        index,
        residual: parallel ? 'parallel' : 'sequential',
        attentionNorms: preNorm(norm(`${layer}.input_layernorm`)),
        attention: {
          ...plainAttention,
          heads,
          kvHeads: heads,
          headDim,
          scale: headDim ** -0.5,
          rotary,
          projections: {
            kind: 'fused',
            queryKeyValue: matrix(`${layer}.attention.query_key_value`, hiddenSize, 3 * hiddenSize, attentionBias),
            groups: heads,
            parts: ['query', 'key', 'value'],
          },
          output: matrix(`${layer}.attention.dense`, hiddenSize, hiddenSize, attentionBias),
        },
        mlpNorms: preNorm(norm(`${layer}.post_attention_layernorm`)),
        mlp: {
          kind: 'plain',
          units,
          activation,
          up: matrix(`${layer}.mlp.dense_h_to_4h`, hiddenSize, units, true),
          down: matrix(`${layer}.mlp.dense_4h_to_h`, units, hiddenSize, true),
          preNormGain: tensors.named(`${layer}.post_attention_layernorm.weight`, [hiddenSize]),
        },
      };
    };

    const tokenEmbedding = tensors.named('embed_in.weight', [vocabSize, hiddenSize]);
    const names = ['embed_out', 'lm_head']; // the second since transformers 5
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength: stretchedContext(config, contextLength),
      tokenEmbedding,
      embeddingSize: hiddenSize,
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: norm('final_layer_norm'),
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize], names }),
    };
  },
};
