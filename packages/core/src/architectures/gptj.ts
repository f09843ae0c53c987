import { activationNamed } from './activation-names.ts';
import type { AdapterInput, ArchitectureAdapter } from './adapter.ts';
import { gptKeys, requireMultiple, sizesFromConfig } from './decoder-sizes.ts';
import { type GptModel, gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import type { RotarySpec } from './model-spec.ts';
import { evenRotaryDims, inverseFrequencies } from './rotary.ts';
import { tensorFinder } from './tensor-finder.ts';

/** GPT-J: one LayerNorm feeds attention and MLP in parallel, pairs of neighbours rotated, a bias in the head. */
export const gptj: ArchitectureAdapter = {
  checked: {
    gptj: [
      'partial rotary',
      'n_inner',
      'untied head',
      'BF16',
      'whole heads rotated',
      'gelu',
      'tied head with a bias of its own',
      'heads of 6 elements',
      'F16',
    ],
  },
  describe: (input) =>
    gptModel(withRotaryPairs(input, { queryKeyValue: ['attn.q_proj', 'attn.k_proj', 'attn.v_proj'] })),
};

/** CodeGen: GPT-J with one matrix for queries, values and keys, in the four groups that it was trained with on TPUs. */
export const codegen: ArchitectureAdapter = {
  checked: {
    codegen: [
      'partial rotary',
      'n_inner',
      'untied head',
      'BF16',
      'two heads in a group',
      'relu',
      'tied head with a bias of its own',
      'heads of 4 elements',
      'F16',
    ],
  },
  describe(input) {
    const model = withRotaryPairs(input, { queryKeyValue: 'attn.qkv_proj' });
    const groups = 4;
    requireMultiple(['n_head', model.sizes.heads], ['the number of groups,', groups]);
    return gptModel({ ...model, fused: { groups, parts: ['query', 'value', 'key'] } });
  },
};

/** What both have in common. */
function withRotaryPairs(
  { config, tensors }: AdapterInput,
  { queryKeyValue }: Pick<GptModel['names'], 'queryKeyValue'>,
): GptModel {
  const sizes = sizesFromConfig(config, gptKeys);
  const { hiddenSize, headDim } = sizes;
  const dims = evenRotaryDims(config.integer('rotary_dim', { max: limits.headDim, default: 64 }), headDim);
  const rotary: RotarySpec = {
    dims,
    pairing: 'interleaved',
    inverseFrequencies: inverseFrequencies(10_000, dims),
    long: null,
    attentionFactor: 1,
  };
  return {
    tensors: tensorFinder(tensors, { prefixes: ['transformer.', ''] }),
    names: {
      tokenEmbedding: 'wte',
      blocks: 'h',
      attentionNorm: 'ln_1',
      queryKeyValue,
      output: 'attn.out_proj',
      mlpNorm: null,
      up: 'mlp.fc_in',
      down: 'mlp.fc_out',
      finalNorm: 'ln_f',
    },
    sizes,
    contextLength: config.integer(['n_positions', 'max_position_embeddings'], { max: limits.context, default: 2048 }),
    units: config.integer('n_inner', { max: limits.units, default: 4 * hiddenSize }),
    eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
    activation: activationNamed(config.string('activation_function', { default: 'gelu_new' })),
    tied: config.boolean('tie_word_embeddings', { default: false }),
    biases: { queryKeyValue: false, output: false },
    attention: () => ({ rotary }),
    block: { residual: 'parallel' },
    head: { bias: true },
  };
}
