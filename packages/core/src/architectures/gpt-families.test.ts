import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ErrorCode } from '../errors.ts';
import type { TensorInfo } from '../weights/checkpoint.ts';
import { describeModel, requireSupported } from './describe-model.ts';
import type { AttentionSpec, MlpSpec } from './model-spec.ts';

type Config = Record<string, unknown>;

/** config.json and the tensors of a checkpoint that transformers made: tools/reference/make_gpt_family.py */
function fixture(name: string): { config: Config; tensors: Map<string, TensorInfo> } {
  const folder = new URL(`../../test/fixtures/models/${name}/`, import.meta.url);
  const file = readFileSync(new URL('model.safetensors', folder));
  const header = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0))));
  delete header.__metadata__;
  const tensors = Object.entries(header as Record<string, { dtype: 'F16'; shape: number[] }>).map(
    ([tensor, { dtype, shape }]) => [tensor, { name: tensor, dtype, shape, sizeBytes: 0 }] as const,
  );
  return { config: JSON.parse(readFileSync(new URL('config.json', folder), 'utf8')), tensors: new Map(tensors) };
}

const describe = (name: string, changes: Config = {}) => {
  const { config, tensors } = fixture(name);
  return describeModel({ config: { ...config, ...changes }, tensors });
};

const refused =
  (code: ErrorCode, ...words: string[]) =>
  (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, code, error.message);
    for (const word of words) assert.ok(error.message.includes(word), `"${error.message}" does not say ${word}`);
    return true;
  };

const mptAttention = (option: Config) => ({ attn_config: { alibi: true, ...option } });

const unsupported: [fixture: string, changes: Config, ...words: string[]][] = [
  ['openai-gpt-bare', { afn: 'gelu_new' }, 'GPT-1', 'gelu_new'],
  ['gpt_neo-local', { attention_types: [[['global', 'ring'], 1]] }, 'GPT-Neo', 'ring'],
  ['gptj-partial', { activation_function: 'mish' }, 'mish'],
  ['gpt_neox-parallel', { rope_parameters: { rope_type: 'spiral' } }, 'spiral'],
  ['bloom-three-heads', { slow_but_exact: true, pretraining_tp: 4 }, 'slow_but_exact'],
  ['falcon-40b', { parallel_attn: false }, 'new_decoder_architecture', 'parallel_attn'],
  ['falcon-7b', { num_ln_in_parallel_attn: 2 }, 'num_ln_in_parallel_attn'],
  ['mpt-three-heads', mptAttention({ alibi: false }), 'MPT', 'attn_config.alibi'],
  ['mpt-three-heads', mptAttention({ alibi_bias_max: 16 }), 'alibi_bias_max'],
  ['mpt-three-heads', mptAttention({ attn_type: 'multiquery_attention' }), 'attn_type'],
  ['mpt-three-heads', mptAttention({ prefix_lm: true }), 'prefix_lm'],
  ['mpt-three-heads', mptAttention({ qk_ln: true }), 'qk_ln'],
  ['mpt-three-heads', mptAttention({ rope: true }), 'rope'],
  ['mpt-three-heads', mptAttention({ sliding_window_size: 64 }), 'sliding_window_size'],
  ['mpt-three-heads', { expansion_ratio: 2 }, 'expansion_ratio'],
  ['mpt-three-heads', { ffn_config: { ffn_type: 'mptglu' } }, 'ffn_type'],
  ['mpt-three-heads', { norm_type: 'rmsnorm' }, 'norm_type'],
  ['mpt-three-heads', { no_bias: false }, 'no_bias'],
  ['mpt-three-heads', { logit_scale: 'inv_sqrt_d_model' }, 'logit_scale'],
];

for (const [name, changes, ...words] of unsupported) {
  test(`${name} with ${JSON.stringify(changes)} is refused from its config alone`, () => {
    const { config } = fixture(name);
    assert.throws(() => requireSupported({ ...config, ...changes }), refused('ARCHITECTURE_UNSUPPORTED', ...words));
    assert.doesNotThrow(() => requireSupported(config));
  });
}

const invalid: [fixture: string, changes: Config, ...words: string[]][] = [
  ['openai-gpt-bare', { n_head: 5 }, 'n_embd 24', 'n_head 5'],
  ['gpt_neo-local', { attention_types: [[['global'], 3]] }, 'attention_types', '2 blocks'],
  ['gpt_neo-local', { attention_types: [[['global', 'local'], 1e9]] }, 'attention_types'],
  ['gpt_neo-local', { attention_types: 'global' }, 'attention_types is "global"'],
  ['gpt_neo-local', { attention_types: [[['global', { toString: null }], 1]] }, 'attention_types'],
  ['gptj-partial', { rotary_dim: 5 }, 'rotary embedding of 5 of the 8'],
  ['codegen-partial', { rotary_dim: 64 }, 'rotary embedding of 64 of the 8'],
  ['codegen-partial', { n_head: 2 }, 'n_head 2', '4'],
  ['falcon-40b', { num_kv_heads: 3 }, 'num_attention_heads 4', 'num_kv_heads 3'],
  ['falcon-rw', { num_kv_heads: 1 }, 'num_kv_heads is 1'],
  ['phi-partial', { num_key_value_heads: 3 }, 'num_attention_heads 4', 'num_key_value_heads 3'],
  ['stablelm-bare', { num_attention_heads: 7 }, 'hidden_size 24', '7'],
  [
    'stablelm-sequential',
    {
      qk_layernorm: true,
      num_attention_heads: 16,
      num_hidden_layers: 4096,
      partial_rotary_factor: 1,
      rope_parameters: null,
    },
    'norms of 18 heads in each of 4096 blocks',
  ],
];

for (const [name, changes, ...words] of invalid) {
  test(`${name} with ${JSON.stringify(changes)} is an invalid config`, () => {
    const { config } = fixture(name);
    assert.throws(() => requireSupported({ ...config, ...changes }), refused('CONFIG_INVALID', ...words));
  });
}

const misshapen: [fixture: string, changes: Config, tensor: string][] = [
  ['openai-gpt-bare', { n_positions: 47 }, 'positions_embed.weight'],
  ['gpt_neo-local', { intermediate_size: 48 }, 'mlp.c_fc.weight'],
  ['gptj-partial', { n_inner: 48 }, 'mlp.fc_in.weight'],
  ['codegen-partial', { vocab_size: 96 }, 'transformer.wte.weight'],
  ['gpt_neox-parallel', { intermediate_size: 48 }, 'dense_h_to_4h.weight'],
  ['opt-norms-before', { word_embed_proj_dim: 16 }, 'embed_tokens.weight'],
  ['opt-norms-before', { max_position_embeddings: 50 }, 'embed_positions.weight'],
  ['bloom-three-heads', { hidden_size: 27 }, 'word_embeddings.weight'],
  ['falcon-40b', { num_kv_heads: 4 }, 'query_key_value.weight'],
  ['falcon-rw', { multi_query: true }, 'query_key_value.weight'],
  ['mpt-three-heads', { d_model: 27 }, 'wte.weight'],
  ['phi-normed-heads', { num_key_value_heads: 4 }, 'k_proj.weight'],
  ['stablelm-normed-heads', { num_key_value_heads: 4 }, 'k_proj.weight'],
];

for (const [name, changes, tensor] of misshapen) {
  test(`${name} with ${JSON.stringify(changes)} does not fit its weights`, () => {
    assert.throws(() => describe(name, changes), refused('TENSOR_SHAPE', tensor));
  });
}

test('the norm that is folded into the first matrix of an MLP is the one that feeds it', () => {
  const gains: [fixture: string, gain: string][] = [
    ['openai-gpt-bare', 'h.1.ln_1.weight'],
    ['gpt_neo-local', 'transformer.h.1.ln_2.weight'],
    ['gptj-partial', 'transformer.h.1.ln_1.weight'],
    ['gpt_neox-parallel', 'gpt_neox.layers.1.post_attention_layernorm.weight'],
    ['opt-norms-before', 'model.decoder.layers.1.final_layer_norm.weight'],
    ['opt-norms-after', 'decoder.layers.1.self_attn_layer_norm.weight'],
    ['falcon-7b', 'transformer.h.1.input_layernorm.weight'],
    ['falcon-40b', 'transformer.h.1.ln_mlp.weight'],
    ['falcon-rw', 'transformer.h.1.post_attention_layernorm.weight'],
    ['stablelm-normed-heads', 'model.layers.1.input_layernorm.weight'],
    ['stablelm-sequential', 'model.layers.1.post_attention_layernorm.weight'],
  ];
  const gainOf = (name: string) => (describe(name).blocks[1].mlp as MlpSpec).preNormGain;
  for (const [name, gain] of gains) assert.equal(gainOf(name), gain);
  assert.equal(gainOf('opt-no-biases'), undefined); // a norm without a gain
});

test('attention layers of gpt_neo follow attention_types, not the expanded list of older files', () => {
  const windows = (changes: Config) =>
    describe('gpt_neo-local', changes).blocks.map(({ attention }: { attention: AttentionSpec }) => attention.window);
  assert.deepEqual(windows({}), [null, 5]);
  assert.deepEqual(windows({ attention_types: [[['local'], 2]], attention_layers: ['global', 'local'] }), [5, 5]);
  const { window_size: _, ...config } = fixture('gpt_neo-local').config;
  const { blocks } = describeModel({ config, tensors: fixture('gpt_neo-local').tensors });
  assert.equal(blocks[1].attention.window, 256);
});

test('a head of gpt_neox is found by the name of transformers 5, and buffers of older files are not looked at', () => {
  const { config, tensors } = fixture('gpt_neox-parallel');
  const own = tensors.get('embed_out.weight')!;
  tensors.delete('embed_out.weight');
  assert.throws(() => describeModel({ config, tensors }), refused('TENSOR_MISSING', 'embed_out.weight'));
  tensors.set('lm_head.weight', own);
  tensors.set('gpt_neox.layers.0.attention.bias', { ...own, shape: [1, 1, 48, 48] });
  tensors.set('gpt_neox.layers.0.attention.masked_bias', { ...own, shape: [] });
  assert.equal(describeModel({ config, tensors }).head.tensor, 'lm_head.weight');
});

test('gpt_neox reads its own names of rotary settings, and no others beside them', () => {
  // What GPTNeoXConfig of transformers 5.23 makes of them, for heads of 8 elements.
  const cases: [Config, dims: number, theta: number][] = [
    [{ rotary_pct: 0.5, partial_rotary_factor: 0.75, rope_theta: 7, rotary_emb_base: 9 }, 4, 9],
    [{ partial_rotary_factor: 0.75, rope_theta: 7 }, 2, 10_000],
    [{ rope_parameters: { rope_type: 'default', rope_theta: 5 }, rotary_pct: 0.5 }, 4, 5],
    [{ rope_scaling: { type: 'linear', factor: 2 }, rotary_pct: 0.5, rotary_emb_base: 9 }, 4, 9],
  ];
  for (const [settings, dims, theta] of cases) {
    const { rotary } = describe('gpt_neox-parallel', { rope_parameters: null, ...settings }).blocks[0].attention;
    assert.equal(rotary?.dims, dims);
    const scaled = settings.rope_scaling === undefined ? 1 : 2;
    if (dims === 4) assert.ok(Math.abs(rotary.inverseFrequencies[1] * scaled * Math.sqrt(theta) - 1) < 1e-6);
  }
});

test('a multi-query falcon has one key, whatever number its config states', () => {
  assert.equal(describe('falcon-7b', { num_kv_heads: 71 }).blocks[0].attention.kvHeads, 1);
  const { blocks } = describe('falcon-rw', { multi_query: null, parallel_attn: null }); // as false
  assert.deepEqual([blocks[0].attention.kvHeads, blocks[0].residual], [3, 'sequential']);
});
