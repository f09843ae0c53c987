import type { ArchitectureAdapter } from './adapter.ts';
import { gptKeys, sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { Activation, BlockSpec, HalfNorms, MatrixRef } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding } from './plain.ts';
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
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config, gptKeys);
    const contextLength = config.integer(['n_positions', 'n_ctx', 'max_position_embeddings'], {
      max: limits.context,
      default: 512,
    });
    const units = 4 * hiddenSize;
    const eps = config.positive('layer_norm_epsilon', { default: 1e-5 });
    const name = config.string('afn', { default: 'gelu' });
    refuseIf(!Object.hasOwn(activations, name), `GPT-1 has no activation ${JSON.stringify(name.slice(0, 100))}`);
    const activation = activations[name];
    const tied = config.boolean('tie_word_embeddings', { default: true });
    const normOfSum = (norm: string): HalfNorms => ({
      input: null,
      output: null,
      sum: tensors.norm(norm, { kind: 'layer', eps, size: hiddenSize, bias: true }),
    });
    const matrix = (layer: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(layer, { inputs, outputs, layout: 'in-out', bias: true });

    const block = (index: number): BlockSpec => ({
      ...plainBlock,
      index,
      attentionNorms: normOfSum(`h.${index}.ln_1`),
      attention: {
        ...plainAttention,
        heads,
        kvHeads: heads,
        headDim,
        scale: headDim ** -0.5,
        projections: {
          kind: 'fused',
          queryKeyValue: matrix(`h.${index}.attn.c_attn`, hiddenSize, 3 * hiddenSize),
          groups: 1,
          parts: ['query', 'key', 'value'],
        },
        output: matrix(`h.${index}.attn.c_proj`, hiddenSize, hiddenSize),
      },
      mlpNorms: normOfSum(`h.${index}.ln_2`),
      mlp: {
        kind: 'plain',
        units,
        activation,
        up: matrix(`h.${index}.mlp.c_fc`, hiddenSize, units),
        down: matrix(`h.${index}.mlp.c_proj`, units, hiddenSize),
        preNormGain: tensors.named(`h.${index}.ln_1.weight`, [hiddenSize]),
      },
    });

    const tokenEmbedding = tensors.named('tokens_embed.weight', [vocabSize, hiddenSize]);
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength,
      tokenEmbedding,
      embeddingSize: hiddenSize,
      positionEmbedding: { tensor: tensors.named('positions_embed.weight', [contextLength, hiddenSize]), offset: 0 },
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: null,
      head: tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, hiddenSize] }),
    };
  },
};
