import type { ArchitectureAdapter } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { type LlamaFamily, llamaFamily } from './llama-family.ts';
import { type LlamaBlock, llamaModel } from './llama-model.ts';
import type { BlockSpec } from './model-spec.ts';
import { headNorms } from './qwen.ts';
import { refuseIf } from './refuse.ts';
import { type RotaryOptions, rotaryFromConfig } from './rotary.ts';
import { layerWindows, slidingWindow } from './sliding-window.ts';

const gemmaDefaults = { headDim: 256, contextLength: 8192, activation: 'gelu_pytorch_tanh', tied: true } as const;

/** Files hold the gains of norms less 1. */
const gemmaNorm = { gainOffset: 1 } as const;

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
    refuseBidirectional(input.config);
    // The first files say gelu and mean its approximation, with which Gemma was trained.
    const activations = { gelu: 'gelu_pytorch_tanh' };
    const family = llamaFamily(input, { ...gemmaDefaults, kvHeads: 16, norm: gemmaNorm, activations });
    const rotary = rotaryFromConfig(input.config, family);
    return llamaModel(family, { rotary: () => rotary, ...shared(family) });
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
    refuseBidirectional(config);
    const family = llamaFamily(input, {
      ...gemmaDefaults,
      kvHeads: 4,
      activationKey: 'hidden_activation',
      norm: gemmaNorm,
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
      ...shared(family),
      norms: (block) => normsAround(family, block),
      attention: ({ index }) => ({ scale: queryScale(config), window: windows[index], softCap }),
      head: { softCap: softCapOf(config, 'final_logit_softcapping', { default: 30 }) },
    });
  },
};

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
    refuseBidirectional(config);
    const family = llamaFamily(input, {
      ...gemmaDefaults,
      kvHeads: 4,
      contextLength: 131_072,
      activationKey: 'hidden_activation',
      norm: gemmaNorm,
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
      ...shared(family),
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

/** Embeddings are scaled by sqrt(hiddenSize). */
function shared({ config, hiddenSize }: LlamaFamily) {
  const bias = config.boolean('attention_bias', { default: false });
  return { embeddingScale: Math.sqrt(hiddenSize), biases: { queryKeyValue: bias, output: bias } };
}

const queryScale = (config: ConfigReader) => config.positive('query_pre_attn_scalar', { default: 256 }) ** -0.5;

function normsAround(family: LlamaFamily, { name }: LlamaBlock): Pick<BlockSpec, 'attentionNorms' | 'mlpNorms'> {
  const norms = (input: string, output: string) => ({
    input: family.norm(name(input)),
    output: family.norm(name(output)),
    sum: null,
  });
  return {
    attentionNorms: norms('input_layernorm', 'post_attention_layernorm'),
    mlpNorms: norms('pre_feedforward_layernorm', 'post_feedforward_layernorm'),
  };
}

function softCapOf(config: ConfigReader, key: string, { default: fallback }: { default: number | null }) {
  if (!config.has(key)) return config.isNull(key) ? null : fallback;
  return config.positive(key);
}

/** @throws ARCHITECTURE_UNSUPPORTED */
function refuseBidirectional(config: ConfigReader): void {
  refuseIf(
    config.boolean('use_bidirectional_attention', { default: false }),
    'config.json: use_bidirectional_attention is true: a model whose tokens see those after them gives no losses of next tokens',
  );
}
