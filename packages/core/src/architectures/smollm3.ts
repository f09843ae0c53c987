import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/** SmolLM 3: Llama with blocks that do not rotate, by default every fourth; with windows, those are the ones that have one. */
export const smollm3: ArchitectureAdapter = {
  checked: {
    smollm3: [
      'grouped queries',
      'tied head',
      'no_rope_layer_interval',
      'BF16',
      'a key for each query',
      'untied head',
      'no_rope_layers',
      'sliding window',
      'attention and MLP biases',
      'F16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = llamaFamily(input, { kvHeads: 4, contextLength: 32_768, tied: true });
    const { blocks } = family;
    const rotary = rotaryFromConfig(config, { ...family, theta: 2_000_000 });
    const interval = config.integer('no_rope_layer_interval', { max: Number.MAX_SAFE_INTEGER, default: 4 });
    /** Not 0: the block rotates, whatever the key's name says. */
    const flags = config.has('no_rope_layers') ? config.numbers('no_rope_layers', { length: blocks }) : null;
    const rotates = (index: number) => (flags === null ? (index + 1) % interval !== 0 : flags[index] !== 0);
    const window = slidingWindow(config);
    const windowed = config.boolean('use_sliding_window', { default: false }) && window !== null;
    const windows = layerWindows(config, { blocks, window, sliding: (index) => windowed && !rotates(index) });
    const attentionBias = config.boolean('attention_bias', { default: false });
    return llamaModel(family, {
      rotary: ({ index }) => (rotates(index) ? rotary : null),
      biases: {
        queryKeyValue: attentionBias,
        output: attentionBias,
        mlp: config.boolean('mlp_bias', { default: false }),
      },
      attention: ({ index }) => ({ window: windows[index] }),
    });
  },
};
