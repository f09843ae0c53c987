import type { ArchitectureAdapter } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { gemmaDifferences, gemmaFamily, normsAround, queryScale, softCapOf } from './gemma-family.ts';
import { headNorms } from './head-norms.ts';
import type { LlamaFamily } from './llama-family.ts';
import { llamaModel } from './llama-model.ts';
import { type RotaryOptions, rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

/**
 * Gemma 3, text only: the blocks of Gemma 2 with norms of queries and keys instead of soft caps, five local blocks before
 * each global one, and other rotary settings for the two kinds. A soft cap on attention in the config is without effect
 * in transformers, and so here.
 */
export const gemma3: ArchitectureAdapter = {
  checked: {
    gemma3_text: [
      'a key for each query',
      'untied head',
      'attention biases',
      'final soft cap',
      'layer_types',
      'F16',
      'grouped queries',
      'tied head',
      'local and global blocks',
      'rope: linear for global blocks',
      'query_pre_attn_scalar',
      'BF16',
    ],
  },
  describe(input) {
    const { config } = input;
    const family = gemmaFamily(input, {
      kvHeads: 4,
      contextLength: 131_072,
      activationKey: 'hidden_activation',
    });
    const pattern = config.integer('sliding_window_pattern', { max: Number.MAX_SAFE_INTEGER, default: 6 });
    const windows = layerWindows(config, {
      blocks: family.blocks,
      window: slidingWindow(config, { default: 4096 }),
      sliding: (index) => (index + 1) % pattern !== 0,
    });
    const { local, global } = gemma3Rotary(config, family);
    return llamaModel(family, {
      rotary: ({ index }) => (windows[index] === null ? global : local),
      ...gemmaDifferences(family),
      norms: (block) => normsAround(family, block),
      attention: (block) => ({
        scale: queryScale(config),
        window: windows[block.index],
        ...headNorms(family, block),
      }),
      head: { softCap: softCapOf(config, 'final_logit_softcapping', { default: null }) },
    });
  },
};

/** `rope_parameters` by kind of layer since transformers 5; before that a base of each, and one scaling for global layers. */
function gemma3Rotary(config: ConfigReader, family: LlamaFamily) {
  const byKind = config.section('rope_parameters');
  const rotary = (options: Pick<RotaryOptions, 'parameters' | 'theta'>) =>
    rotaryFromConfig(config, { ...family, ...options });
  return {
    local: rotary({
      parameters: byKind?.section('sliding_attention') ?? null,
      theta: config.positive('rope_local_base_freq', { default: 10_000 }),
    }),
    global: rotary({
      parameters: config.section('rope_scaling') ?? byKind?.section('full_attention') ?? null,
      theta: config.positive('rope_theta', { default: 1_000_000 }),
    }),
  };
}
