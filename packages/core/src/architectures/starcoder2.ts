import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { slidingWindow } from './sliding-window.ts';

/** StarCoder 2: Llama's attention with a window, GPT-2's LayerNorms and MLP, and biases everywhere. */
export const starcoder2: ArchitectureAdapter = {
  checked: {
    starcoder2: [
      'a key for each query',
      'untied head',
      'no biases',
      'no window',
      'F16',
      'grouped queries',
      'tied head',
      'biases',
      'sliding window',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, {
      kvHeads: 2,
      contextLength: 4096,
      activation: 'gelu_pytorch_tanh',
      tied: true,
      norm: { kind: 'layer', eps: config.positive('norm_epsilon', { default: 1e-5 }), bias: true },
    });
    const { hiddenSize, units, activation, matrix } = family;
    const rotary = rotaryFromConfig(config, family);
    const window = slidingWindow(config);
    const bias = config.boolean('use_bias', { default: true });
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      attention: () => ({ window }),
      mlp: ({ name }) => ({
        kind: 'plain',
        units,
        activation,
        up: matrix(name('mlp.c_fc'), { inputs: hiddenSize, outputs: units, bias }),
        down: matrix(name('mlp.c_proj'), { inputs: units, outputs: hiddenSize, bias }),
      }),
    });
  },
};
