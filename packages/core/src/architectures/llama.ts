import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';

/** Llama 1 to 3.x: rotary positions, RMSNorm before each half, grouped keys and values, gated MLP. */
export const llama: ArchitectureAdapter = {
  checked: {
    llama: [
      'grouped queries',
      'untied head',
      'a key for each query',
      'tied head',
      'gelu',
      'attention and MLP biases',
      'rope: linear',
      'F16, sharded',
      'rope: llama3',
      'head_dim',
      'BF16',
      'one key for all queries',
      'saved without its head',
      'rope: dynamic',
      'rope: longrope',
      'rope: yarn with mscale, not truncated',
      'rope: yarn',
    ],
  },
  describe(input) {
    const family = llamaFamily(input);
    const rotary = rotaryFromConfig(input.config, family);
    const attentionBias = input.config.boolean('attention_bias', { default: false });
    const mlpBias = input.config.boolean('mlp_bias', { default: false });
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: attentionBias, output: attentionBias, mlp: mlpBias },
    });
  },
};
