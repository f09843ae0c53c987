import { ModelTraceError } from '../errors.ts';
import type { ArchitectureAdapter } from './adapter.ts';
import { limits } from './limits.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import type { HeadNormSpec } from './model-spec.ts';
import { preNorm } from './plain.ts';
import { rotaryFromConfig } from './rotary.ts';

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
  describe(input) {
    const { config } = input;
    const eps = config.positive('layer_norm_eps', { default: 1e-5 });
    const family = llamaFamily(input, {
      kvHeads: 32,
      contextLength: 4096,
      norm: { kind: 'layer', eps, bias: true },
    });
    const { tensors, heads, kvHeads, headDim, blocks, contextLength, norm } = family;
    const normedHeads = config.boolean('qk_layernorm', { default: false });
    const parallel = config.boolean('use_parallel_residual', { default: false });
    const rotary = rotaryFromConfig(config, { headDim, contextLength, partial: 0.25 });
    if (normedHeads && (heads + kvHeads) * blocks > limits.headNormsOfAllBlocks) {
      throw new ModelTraceError(
        'CONFIG_INVALID',
        `config.json: norms of ${heads + kvHeads} heads in each of ${blocks} blocks, expected at most ${limits.headNormsOfAllBlocks} in all`,
      );
    }
    const headNorm = (name: string, count: number): HeadNormSpec | null => {
      if (!normedHeads) return null;
      const gains = Array.from({ length: count }, (_, head) =>
        tensors.named(`${name}.norms.${head}.weight`, [headDim]),
      );
      return { kind: 'layer', eps, gainOffset: 0, over: 'head', gains, perHead: true, bias: null };
    };
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: config.boolean('use_qkv_bias', { default: false }) },
      norms({ name }) {
        const attentionNorms = preNorm(norm(name('input_layernorm')));
        const mlpNorms = parallel ? attentionNorms : preNorm(norm(name('post_attention_layernorm')));
        return { attentionNorms, mlpNorms };
      },
      attention: ({ name }) => ({
        queryNorm: headNorm(name('self_attn.q_layernorm'), heads),
        keyNorm: headNorm(name('self_attn.k_layernorm'), kvHeads),
      }),
      block: { residual: parallel ? 'parallel' : 'sequential' },
    });
  },
};
