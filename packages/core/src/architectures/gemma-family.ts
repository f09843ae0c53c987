import type { AdapterInput } from './adapter.ts';
import type { ConfigReader } from './config-reader.ts';
import { type LlamaDefaults, type LlamaFamily, llamaFamily } from './llama-family.ts';
import type { LlamaBlock, LlamaDifferences } from './llama-model.ts';
import type { BlockSpec } from './model-spec.ts';
import { refuseIf } from './refuse.ts';

/**
 * Configs of all Gemmas; files hold the gains of norms less 1.
 * @throws CONFIG_INVALID, ARCHITECTURE_UNSUPPORTED for attention to later tokens
 */
export function gemmaFamily(input: AdapterInput, defaults: LlamaDefaults): LlamaFamily {
  refuseIf(
    input.config.boolean('use_bidirectional_attention', { default: false }),
    'config.json: use_bidirectional_attention is true: a model whose tokens see those after them gives no losses of next tokens',
  );
  const common = { headDim: 256, contextLength: 8192, activation: 'gelu_pytorch_tanh', tied: true };
  return llamaFamily(input, { ...common, norm: { gainOffset: 1 }, ...defaults });
}

/** Of all Gemmas: embeddings are scaled by sqrt(hiddenSize). */
export function gemmaDifferences({ config, hiddenSize }: LlamaFamily): Omit<LlamaDifferences, 'rotary'> {
  const bias = config.boolean('attention_bias', { default: false });
  return { embeddingScale: Math.sqrt(hiddenSize), biases: { queryKeyValue: bias, output: bias } };
}

/** Since Gemma 2: norms before and after each half. */
export function normsAround(family: LlamaFamily, { name }: LlamaBlock): Pick<BlockSpec, 'attentionNorms' | 'mlpNorms'> {
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

/** Since Gemma 2: a size of heads of its own for the scale of products. */
export const queryScale = (config: ConfigReader): number =>
  config.positive('query_pre_attn_scalar', { default: 256 }) ** -0.5;

/** Null in the config: no cap. */
export function softCapOf(
  config: ConfigReader,
  key: string,
  { default: fallback }: { default: number | null },
): number | null {
  if (!config.has(key)) return config.isNull(key) ? null : fallback;
  return config.positive(key);
}
