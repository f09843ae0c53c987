import { activationNamed } from './activation-names.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
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
    const sizes = sizesFromConfig(config);
    const { hiddenSize } = sizes;
    const contextLength = config.integer('max_position_embeddings', { max: limits.context, default: 2048 });
    const embeddingSize = config.integer('word_embed_proj_dim', { max: limits.hiddenSize, default: hiddenSize });
    const before = config.boolean('do_layer_norm_before', { default: true });
    const noFinalNorm = config.boolean('_remove_final_layer_norm', { default: false });
    const bias = config.boolean('enable_bias', { default: true });
    const model = gptModel({
      tensors,
      names: {
        tokenEmbedding: 'embed_tokens',
        blocks: 'layers',
        attentionNorm: 'self_attn_layer_norm',
        queryKeyValue: ['self_attn.q_proj', 'self_attn.k_proj', 'self_attn.v_proj'],
        output: 'self_attn.out_proj',
        mlpNorm: 'final_layer_norm',
        up: 'fc1',
        down: 'fc2',
        finalNorm: before && !noFinalNorm ? 'final_layer_norm' : null,
      },
      sizes,
      contextLength,
      units: config.integer('ffn_dim', { max: limits.units, default: 3072 }),
      eps,
      activation: activationNamed(config.string('activation_function', { default: 'relu' })),
      tied: config.boolean('tie_word_embeddings', { default: true }),
      biases: { queryKeyValue: bias, output: bias, mlp: bias },
      affine: config.boolean('layer_norm_elementwise_affine', { default: true }),
      norms: before ? 'before' : 'after-sum',
      embeddingSize,
    });
    const projection = (name: string, inputs: number, outputs: number) =>
      embeddingSize === hiddenSize ? null : tensors.matrix(name, { inputs, outputs, layout: 'out-in', bias: false });
    const offset = 2; // rows for padding, from fairseq
    return {
      ...model,
      embeddingProjection: projection('project_in', embeddingSize, hiddenSize),
      positionEmbedding: {
        tensor: tensors.named('embed_positions.weight', [contextLength + offset, hiddenSize]),
        offset,
      },
      head: { ...model.head, projection: projection('project_out', hiddenSize, embeddingSize) },
    };
  },
};
