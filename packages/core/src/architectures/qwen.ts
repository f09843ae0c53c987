import type { AdapterInput, ArchitectureAdapter } from './adapter.ts';
import { headNorms } from './head-norms.ts';
import { type LlamaFamily, llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/** Qwen 2 and 2.5: Llama with biases on queries, keys and values. */
export const qwen2: ArchitectureAdapter = {
  checked: {
    qwen2: [
      'grouped queries',
      'tied head',
      'use_sliding_window off',
      'a key for each query',
      'untied head',
      'max_window_layers',
      'rope: yarn',
      'BF16',
    ],
  },
  describe(input) {
    const family = llamaFamily(input, { kvHeads: 32, contextLength: 32_768 });
    const rotary = rotaryFromConfig(input.config, family);
    const windows = qwenWindows(input, family);
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: true },
      attention: ({ index }) => ({ window: windows[index] }),
    });
  },
};

/** Qwen 3: each head of queries and keys is normalised; heads need not add up to the hidden size. */
export const qwen3: ArchitectureAdapter = {
  checked: {
    qwen3: [
      'grouped queries',
      'head_dim',
      'tied head',
      'BF16',
      'a key for each query',
      'untied head',
      'attention biases',
      'max_window_layers',
      'F16',
    ],
  },
  describe(input) {
    const family = llamaFamily(input, { kvHeads: 32, contextLength: 32_768, headDim: 128 });
    const rotary = rotaryFromConfig(input.config, family);
    const windows = qwenWindows(input, family);
    const bias = input.config.boolean('attention_bias', { default: false });
    return llamaModel(family, {
      rotary: () => rotary,
      biases: { queryKeyValue: bias, output: bias },
      attention: (block) => ({ window: windows[block.index], ...headNorms(family, block) }),
    });
  },
};

/** A window counts with `use_sliding_window` only, and in older configs from block `max_window_layers` on. */
function qwenWindows({ config }: AdapterInput, { blocks }: LlamaFamily): (number | null)[] {
  const used = config.boolean('use_sliding_window', { default: false });
  const window = used ? slidingWindow(config, { default: 4096 }) : null;
  const first = config.integer('max_window_layers', { min: 0, max: Number.MAX_SAFE_INTEGER, default: 28 });
  return layerWindows(config, { blocks, window, sliding: (index) => window !== null && index >= first });
}
