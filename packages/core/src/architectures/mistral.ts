import type { ArchitectureAdapter } from './adapter.ts';
import { llamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { slidingWindow } from './sliding-window.ts';

/** Mistral: Llama whose queries see a window of tokens, in all blocks (7B v0.1) or in none. */
export const mistral: ArchitectureAdapter = {
  checked: {
    mistral: [
      'no window',
      'a key for each query',
      'tied head',
      'head_dim',
      'F16',
      'one key for all queries',
      'window longer than the text',
      'grouped queries',
      'untied head',
      'sliding window',
      'BF16',
    ],
  },
  describe(input) {
    const family = llamaFamily(input, { kvHeads: 8, contextLength: 131_072 });
    const rotary = rotaryFromConfig(input.config, family);
    const window = slidingWindow(input.config, { default: 4096 });
    return llamaModel(family, { rotary: () => rotary, attention: () => ({ window }) });
  },
};
