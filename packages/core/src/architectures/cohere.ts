import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { preNorm } from './plain.ts';
import { rotaryFromConfig } from './rotary.ts';

/** Cohere's Command R: attention and MLP side by side on one LayerNorm without bias, interleaved rotary pairs, scaled logits. */
export const cohere: ArchitectureAdapter = {
  checked: {
    cohere: [
      'a key for each query',
      'untied head',
      'use_qk_norm',
      'attention biases',
      'F16',
      'grouped queries',
      'tied head',
      'logit_scale',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, {
      contextLength: 8192,
      tied: true,
      norm: { kind: 'layer', eps: config.positive('layer_norm_eps', { default: 1e-5 }) },
    });
    const rotary = rotaryFromConfig(config, { ...family, theta: 500_000, pairing: 'interleaved' });
    const bias = config.boolean('attention_bias', { default: false });
    const normalized = config.boolean('use_qk_norm', { default: false });
    const perHead = { over: 'head', perHead: true } as const;
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      norms({ name }) {
        const norm = preNorm(family.norm(name('input_layernorm')));
        return { attentionNorms: norm, mlpNorms: norm };
      },
      attention: ({ name }) =>
        normalized
          ? {
              queryNorm: family.headNorm(name('self_attn.q_norm'), { ...perHead, heads: family.heads }),
              keyNorm: family.headNorm(name('self_attn.k_norm'), { ...perHead, heads: family.kvHeads }),
            }
          : {},
      block: { residual: 'parallel' },
      head: { scale: config.positive('logit_scale', { default: 0.0625 }) },
    });
  },
};
