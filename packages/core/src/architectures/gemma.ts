import type { ArchitectureAdapter } from './adapter.ts';
import { gemmaDifferences, gemmaFamily, normsAround, queryScale, softCapOf } from './gemma-family.ts';
import { llamaModel } from './llama-model.ts';
import { rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/** Gemma: Llama with scaled embeddings, and gains that are stored less 1. */
export const gemma: ArchitectureAdapter = {
  checked: {
    gemma: [
      'a key for each query',
      'untied head',
      'attention biases',
      'rope: linear',
      'F16',
      'one key for all queries',
      'head_dim',
      'tied head',
      'BF16',
    ],
  },
  describe(input) {
    // The first files say gelu and mean its approximation, with which Gemma was trained.
    const activations = { gelu: 'gelu_pytorch_tanh' };
    const family = gemmaFamily(input, { kvHeads: 16, activations });
    const rotary = rotaryFromConfig(input.config, family);
    return llamaModel(family, { rotary: () => rotary, ...gemmaDifferences(family) });
  },
};

/** Gemma 2: norms before and after each half, a window in every other block, soft caps on attention and logits. */
export const gemma2: ArchitectureAdapter = {
  checked: {
    gemma2: [
      'grouped queries',
      'tied head',
      'alternating windows',
      'soft caps',
      'query_pre_attn_scalar',
      'BF16',
      'a key for each query',
      'untied head',
      'no soft caps',
      'attention biases',
      'layer_types',
      'window longer than the text',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = gemmaFamily(input, {
      kvHeads: 4,
      activationKey: 'hidden_activation',
    });
    const rotary = rotaryFromConfig(config, family);
    const windows = layerWindows(config, {
      blocks: family.blocks,
      window: slidingWindow(config, { default: 4096 }),
      sliding: (index) => index % 2 === 0,
    });
    const softCap = softCapOf(config, 'attn_logit_softcapping', { default: 50 });
    return llamaModel(family, {
      rotary: () => rotary,
      ...gemmaDifferences(family),
      norms: (block) => normsAround(family, block),
      attention: ({ index }) => ({ scale: queryScale(config), window: windows[index], softCap }),
      head: { softCap: softCapOf(config, 'final_logit_softcapping', { default: 30 }) },
    });
  },
};
