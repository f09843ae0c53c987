import type { ArchitectureAdapter } from './adapter.ts';
import { mptAlibi } from './alibi.ts';
import { type ConfigReader, configReader } from './config-reader.ts';
import { sizesFromConfig } from './decoder-sizes.ts';
import { gptModel } from './gpt-model.ts';
import { limits } from './limits.ts';
import { refuseIf } from './refuse.ts';
import { tensorFinder } from './tensor-finder.ts';

const none = configReader({});

/** MPT: linear biases, LayerNorms and matrices without biases, queries, keys and values clipped on demand. */
export const mpt: ArchitectureAdapter = {
  checked: {
    mpt: [
      'heads that are no power of two',
      'tied head',
      'saved without its head',
      'BF16',
      'clip_qkv',
      'softmax_scale',
      'untied head',
      'slopes that are no powers of two',
      'F16',
    ],
  },
  describe({ config, tensors: stored }) {
    const sizes = sizesFromConfig(config, {
      hiddenSize: ['d_model', 'hidden_size'],
      heads: ['n_heads', 'num_attention_heads'],
      blocks: ['n_layers', 'num_hidden_layers'],
    });
    const attentionConfig = config.section('attn_config') ?? none;
    refuseOptions(config, attentionConfig);
    const clip = attentionConfig.number('clip_qkv', { default: 0 });
    const scale = attentionConfig.number('softmax_scale', { default: sizes.headDim ** -0.5 });
    const alibi = mptAlibi(sizes.heads);
    return gptModel({
      tensors: tensorFinder(stored, { prefixes: ['transformer.', ''] }),
      names: {
        tokenEmbedding: 'wte',
        blocks: 'blocks',
        attentionNorm: 'norm_1',
        queryKeyValue: 'attn.Wqkv',
        output: 'attn.out_proj',
        mlpNorm: 'norm_2',
        up: 'ffn.up_proj',
        down: 'ffn.down_proj',
        finalNorm: 'norm_f',
      },
      sizes,
      contextLength: config.integer('max_seq_len', { max: limits.context, default: 2048 }),
      units: 4 * sizes.hiddenSize,
      eps: config.positive('layer_norm_epsilon', { default: 1e-5 }),
      activation: 'gelu',
      tied: config.boolean('tie_word_embeddings', { default: true }),
      biases: { norm: false, queryKeyValue: false, output: false, mlp: false },
      attention: () => ({ scale, alibi, clip: clip === 0 ? null : clip }),
    });
  },
};

/**
 * Options of MosaicML's own code that transformers reads over in silence. A model that has them would be computed as
 * another one: its losses would be wrong, here as there.
 */
function refuseOptions(config: ConfigReader, attention: ConfigReader): void {
  const flag = (reader: ConfigReader, key: string, fallback: boolean) => reader.boolean(key, { default: fallback });
  const number = (reader: ConfigReader, key: string, usual: number) => reader.number(key, { default: usual }) !== usual;
  const text = (reader: ConfigReader, key: string, usual: readonly string[]) =>
    !usual.includes(reader.string(key, { default: usual[0] }));
  const unsupported: Readonly<Record<string, boolean>> = {
    'attn_config.alibi false': !flag(attention, 'alibi', true),
    'attn_config.alibi_bias_max other than 8': number(attention, 'alibi_bias_max', 8),
    'attn_config.attn_type other than multihead_attention': text(attention, 'attn_type', ['multihead_attention']),
    'attn_config.prefix_lm': flag(attention, 'prefix_lm', false),
    'attn_config.qk_ln': flag(attention, 'qk_ln', false),
    'attn_config.qk_gn': flag(attention, 'qk_gn', false),
    'attn_config.rope': flag(attention, 'rope', false),
    'attn_config.sliding_window_size': number(attention, 'sliding_window_size', -1),
    'ffn_config.ffn_type other than mptmlp': text(config.section('ffn_config') ?? none, 'ffn_type', ['mptmlp']),
    'expansion_ratio other than 4': number(config, 'expansion_ratio', 4),
    'norm_type other than a LayerNorm': text(config, 'norm_type', ['low_precision_layernorm', 'layernorm']),
    'no_bias false': !flag(config, 'no_bias', true),
    logit_scale: config.has('logit_scale'),
  };
  const [first] = Object.keys(unsupported).filter((option) => unsupported[option]);
  refuseIf(first !== undefined, `MPT with ${first} is not supported`);
}
