import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { tiedOrOwnHead } from './head.ts';
import { limits } from './limits.ts';
import type { BlockSpec, HalfNorms, MatrixRef, NormSpec } from './model-spec.ts';
import { plainAttention, plainBlock, plainEmbedding, preNorm } from './plain.ts';
import { tensorFinder } from './tensor-finder.ts';

/** OPT does not state it: torch's default. */
const eps = 1e-5;

/** OPT: learned positions from row 2 on; the 350m has its norms after the sums and a narrower embedding. */
export const opt: ArchitectureAdapter = {
  checked: {
    opt: [
      'norms before',
      'tied head',
      'relu',
      'biases',
      'BF16',
      'norms after',
      'word_embed_proj_dim',
      'saved without its head',
      'F16',
      'enable_bias off',
      'layer_norm_elementwise_affine off',
      'gelu',
      'untied head',
      'heads of 6 elements',
      'no final norm',
      'own head of word_embed_proj_dim',
    ],
  },
  describe({ config, tensors: stored }) {
    const tensors = tensorFinder(stored, { prefixes: ['model.decoder.', 'decoder.', ''] });
    const { hiddenSize, heads, headDim, blocks, vocabSize } = sizesFromConfig(config);
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const units = config.integer('ffn_dim', { max: limits.units, default: 3072 });
    const embeddingSize = config.integer('word_embed_proj_dim', { max: limits.hiddenSize, default: hiddenSize });
    const activation = activationNamed(config.string('activation_function', { default: 'relu' }));
    const before = config.boolean('do_layer_norm_before', { default: true });
    const noFinalNorm = config.boolean('_remove_final_layer_norm', { default: false });
    const bias = config.boolean('enable_bias', { default: true });
    const affine = config.boolean('layer_norm_elementwise_affine', { default: true });
    const tied = config.boolean('tie_word_embeddings', { default: true });
    const norm = (name: string): NormSpec =>
      affine
        ? tensors.norm(name, { kind: 'layer', eps, size: hiddenSize, bias: true })
        : { kind: 'layer', eps, gain: null, gainOffset: 0, bias: null };
    const norms = (name: string): HalfNorms =>
      before ? preNorm(norm(name)) : { input: null, output: null, sum: norm(name) };
    const matrix = (name: string, inputs: number, outputs: number): MatrixRef =>
      tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias });
    const projection = (name: string, inputs: number, outputs: number) =>
      embeddingSize === hiddenSize ? null : tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: false });

    const block = (index: number): BlockSpec => {
      const layer = `layers.${index}`;
      const beforeMlp = norm(`${layer}.${before ? 'final_layer_norm' : 'self_attn_layer_norm'}`);
      return {
        ...plainBlock,
        index,
        attentionNorms: norms(`${layer}.self_attn_layer_norm`),
        attention: {
          ...plainAttention,
          heads,
          kvHeads: heads,
          headDim,
          scale: headDim ** -0.5,
          projections: {
            kind: 'separate',
            query: matrix(`${layer}.self_attn.q_proj`, hiddenSize, hiddenSize),
            key: matrix(`${layer}.self_attn.k_proj`, hiddenSize, hiddenSize),
            value: matrix(`${layer}.self_attn.v_proj`, hiddenSize, hiddenSize),
          },
          output: matrix(`${layer}.self_attn.out_proj`, hiddenSize, hiddenSize),
        },
        mlpNorms: norms(`${layer}.final_layer_norm`),
        mlp: {
          kind: 'plain',
          units,
          activation,
          up: matrix(`${layer}.fc1`, hiddenSize, units),
          down: matrix(`${layer}.fc2`, units, hiddenSize),
          ...(beforeMlp.gain === null ? {} : { preNormGain: beforeMlp.gain }),
        },
      };
    };

    const tokenEmbedding = tensors.named('embed_tokens.weight', [vocabSize, embeddingSize]);
    const offset = 2; // rows for padding, from fairseq
    const positions = tensors.named('embed_positions.weight', [contextLength + offset, hiddenSize]);
    const head = tiedOrOwnHead({ tensors, tokenEmbedding, tied, shape: [vocabSize, embeddingSize] });
    return {
      ...plainEmbedding,
      hiddenSize,
      vocabSize,
      contextLength,
      tokenEmbedding,
      embeddingSize,
      embeddingProjection: projection('project_in', embeddingSize, hiddenSize),
      positionEmbedding: { tensor: positions, offset },
      blocks: Array.from({ length: blocks }, (_, index) => block(index)),
      finalNorm: before && !noFinalNorm ? norm('final_layer_norm') : null,
      head: { ...head, projection: projection('project_out', hiddenSize, embeddingSize) },
    };
  },
};
