import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';

/** OLMo: Llama with LayerNorms that have neither gain nor bias, and clipped queries, keys and values. */
export const olmo: ArchitectureAdapter = {
  checked: {
    olmo: [
      'grouped queries',
      'tied head',
      'clip_qkv',
      'attention biases',
      'F16',
      'a key for each query',
      'untied head',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, { norm: { kind: 'layer', eps: 1e-5, gain: false } });
    const rotary = rotaryFromConfig(config, family);
    const bias = config.boolean('attention_bias', { default: false });
    const clip = config.has('clip_qkv') ? config.positive('clip_qkv') : null;
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      attention: () => ({ clip }),
    });
  },
};

/** OLMo 2: norms after each half and none before, and of all queries and all keys of a token as one vector. */
export const olmo2: ArchitectureAdapter = {
  checked: {
    olmo2: ['a key for each query', 'tied head', 'attention biases', 'F16', 'grouped queries', 'untied head', 'BF16'],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, { norm: { eps: config.positive('rms_norm_eps', { default: 1e-5 }) } });
    const rotary = rotaryFromConfig(config, family);
    const bias = config.boolean('attention_bias', { default: false });
    const allHeads = { over: 'all-heads', perHead: false } as const;
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      norms: ({ name }) => ({
        attentionNorms: { input: null, output: family.norm(name('post_attention_layernorm')), sum: null },
        mlpNorms: { input: null, output: family.norm(name('post_feedforward_layernorm')), sum: null },
      }),
      attention: ({ name }) => ({
        queryNorm: family.headNorm(name('self_attn.q_norm'), { ...allHeads, heads: family.heads }),
        keyNorm: family.headNorm(name('self_attn.k_norm'), { ...allHeads, heads: family.kvHeads }),
      }),
    });
  },
};
