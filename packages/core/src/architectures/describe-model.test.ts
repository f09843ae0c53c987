import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ErrorCode } from '../errors.ts';
import type { TensorInfo } from '../weights/checkpoint.ts';
import { configReader } from './config-reader.ts';
import { describeModel, requireSupported } from './describe-model.ts';
import { llama } from './llama.ts';
import { plainHead } from './plain.ts';

type Config = Record<string, unknown>;

const gpt2Config: Config = {
  model_type: 'gpt2',
  vocab_size: 11,
  n_positions: 6,
  n_embd: 8,
  n_layer: 2,
  n_head: 2,
};
const llamaConfig: Config = {
  model_type: 'llama',
  vocab_size: 11,
  hidden_size: 8,
  intermediate_size: 12,
  num_hidden_layers: 2,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  max_position_embeddings: 6,
};

const tensorMap = (shapes: Record<string, number[]>): Map<string, TensorInfo> =>
  new Map(Object.entries(shapes).map(([name, shape]) => [name, { name, dtype: 'F32', shape, sizeBytes: 0 }]));

function gpt2Tensors(prefix = 'transformer.') {
  const shapes: Record<string, number[]> = { 'wte.weight': [11, 8], 'wpe.weight': [6, 8] };
  const add = (name: string, weight: number[]) => {
    shapes[`${name}.weight`] = weight;
    shapes[`${name}.bias`] = weight.slice(-1);
  };
  add('ln_f', [8]);
  for (const h of ['h.0', 'h.1']) {
    add(`${h}.ln_1`, [8]);
    add(`${h}.attn.c_attn`, [8, 24]);
    add(`${h}.attn.c_proj`, [8, 8]);
    add(`${h}.ln_2`, [8]);
    add(`${h}.mlp.c_fc`, [8, 32]);
    add(`${h}.mlp.c_proj`, [32, 8]);
  }
  return tensorMap(Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [prefix + name, shape])));
}

function llamaTensors() {
  const shapes: Record<string, number[]> = {
    'model.embed_tokens.weight': [11, 8],
    'model.norm.weight': [8],
    'lm_head.weight': [11, 8],
  };
  for (const layer of ['model.layers.0', 'model.layers.1']) {
    Object.assign(shapes, {
      [`${layer}.input_layernorm.weight`]: [8],
      [`${layer}.post_attention_layernorm.weight`]: [8],
      [`${layer}.self_attn.q_proj.weight`]: [8, 8],
      [`${layer}.self_attn.k_proj.weight`]: [4, 8],
      [`${layer}.self_attn.v_proj.weight`]: [4, 8],
      [`${layer}.self_attn.o_proj.weight`]: [8, 8],
      [`${layer}.mlp.up_proj.weight`]: [12, 8],
      [`${layer}.mlp.gate_proj.weight`]: [12, 8],
      [`${layer}.mlp.down_proj.weight`]: [8, 12],
    });
  }
  return tensorMap(shapes);
}

const refused =
  (code: ErrorCode, ...words: string[]) =>
  (error: unknown) => {
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, code, error.message);
    const told = `${error.message} ${'fix' in error ? error.fix : ''}`;
    for (const word of words) assert.ok(told.includes(word), `"${told}" does not say ${word}`);
    return true;
  };

test('gpt2 is described with and without the prefix of its tensors', () => {
  for (const prefix of ['transformer.', '']) {
    const spec = describeModel({ config: gpt2Config, tensors: gpt2Tensors(prefix) });
    assert.equal(spec.tokenEmbedding, `${prefix}wte.weight`);
    assert.deepEqual(spec.head, { ...plainHead, tensor: `${prefix}wte.weight`, tied: true });
    assert.equal(spec.blocks.length, 2);
    const { mlp } = spec.blocks[1];
    assert.ok(mlp.kind === 'plain');
    assert.deepEqual(mlp.up, {
      tensor: `${prefix}h.1.mlp.c_fc.weight`,
      layout: 'in-out',
      bias: `${prefix}h.1.mlp.c_fc.bias`,
    });
    assert.equal(mlp.preNormGain, `${prefix}h.1.ln_2.weight`);
    assert.equal(spec.blocks[0].attention.scale, 0.5); // 1 / sqrt(4)
  }
});

test('the scale of gpt2 attention follows its two flags', () => {
  const scales = (flags: Config) =>
    describeModel({ config: { ...gpt2Config, ...flags }, tensors: gpt2Tensors() }).blocks.map(
      ({ attention }) => attention.scale,
    );
  assert.deepEqual(scales({ scale_attn_by_inverse_layer_idx: true }), [0.5, 0.25]);
  assert.deepEqual(scales({ scale_attn_weights: false }), [1, 1]);
});

test('llama is described with grouped keys and its own head', () => {
  const { blocks, head, positionEmbedding } = describeModel({ config: llamaConfig, tensors: llamaTensors() });
  assert.deepEqual(head, { ...plainHead, tensor: 'lm_head.weight', tied: false });
  assert.equal(positionEmbedding, null);
  const { heads, kvHeads, headDim, rotary } = blocks[0].attention;
  assert.deepEqual([heads, kvHeads, headDim, rotary?.dims], [4, 2, 2, 2]);
  assert.equal(blocks[0].mlp.kind, 'gated');
});

test('rotary settings are read alike from the names of transformers 4 and 5', () => {
  const describe = (rope: Config) =>
    describeModel({
      config: { ...llamaConfig, head_dim: undefined, ...rope },
      tensors: llamaTensors(),
    }).blocks[0].attention.rotary;
  const rope = { rope_type: 'linear', factor: 4 };
  const linear = describe({ rope_theta: 500, rope_scaling: rope });
  assert.deepEqual(describe({ rope_theta: 500, rope_scaling: { type: 'linear', factor: 4 } }), linear);
  assert.deepEqual(describe({ rope_parameters: { ...rope, rope_theta: 500 } }), linear);
  assert.equal(linear?.inverseFrequencies[0], 0.25); // position / 4
  assert.deepEqual(describe({ rope_scaling: null }), describe({}));
  assert.deepEqual(describe({ rope_parameters: { rope_type: 'default', rope_theta: 10_000 } }), describe({}));
});

test('llama3 frequencies keep the short wavelengths and divide the long ones', () => {
  // The four frequencies of heads of 8 elements at theta 10,000 are 1, 0.1, 0.01 and 0.001.
  const config = { ...llamaConfig, num_attention_heads: 1, num_key_value_heads: 1 };
  const scaling = {
    rope_type: 'llama3',
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 64,
  };
  const tensors = llamaTensors();
  for (const layer of [0, 1]) {
    for (const name of ['k_proj', 'v_proj']) {
      const full = `model.layers.${layer}.self_attn.${name}.weight`;
      tensors.set(full, { ...tensors.get(full)!, shape: [8, 8] });
    }
  }
  const { rotary } = describeModel({ config: { ...config, rope_scaling: scaling }, tensors }).blocks[0].attention;
  const turns = (64 * 0.1) / (2 * Math.PI); // over the original context: between the two factors
  const smooth = (turns - 1) / 3;
  const expected = [1, ((1 - smooth) * 0.1) / 8 + smooth * 0.1, 0.01 / 8, 0.001 / 8];
  for (const [i, frequency] of expected.entries()) {
    assert.ok(Math.abs(rotary!.inverseFrequencies[i] / frequency - 1) < 1e-6);
  }
});

test('rotary settings without finite frequencies are refused by the config alone', () => {
  const yarn = { rope_type: 'yarn', factor: 2, beta_fast: -1 };
  for (const rope of [
    { rope_theta: 1e-320 },
    { rope_scaling: { type: 'linear', factor: 1e-300 } },
    { rope_scaling: yarn },
  ]) {
    assert.throws(
      () => requireSupported({ ...llamaConfig, head_dim: 8, ...rope }),
      refused('CONFIG_INVALID', 'not finite'),
    );
  }
});

test('llama3 frequencies between the two wavelengths have the bits of torch', () => {
  const scaling = { low_freq_factor: 0.5, high_freq_factor: 2, original_max_position_embeddings: 8, factor: 8 };
  const config = {
    ...{ model_type: 'llama', vocab_size: 5, hidden_size: 32, intermediate_size: 4, rms_norm_eps: 1e-6 },
    ...{ num_attention_heads: 1, num_hidden_layers: 1, rope_scaling: { rope_type: 'llama3', ...scaling } },
  };
  const { rotary } = llama.describe({ config: configReader(config), tensors: null }).blocks[0].attention;
  // The first four of LlamaRotaryEmbedding.inv_freq, transformers 5.23.0 with torch 2.13.0 on a CPU
  const expected = [0.576056361, 0.141146094, 0.0395284705, 0.0222284924];
  assert.deepEqual([...rotary!.inverseFrequencies.subarray(0, 4)], expected.map(Math.fround));
});

test('another architecture, activation or rope scaling is refused with what is supported', () => {
  const config = { ...gpt2Config, model_type: 'mamba' };
  assert.throws(
    () => describeModel({ config, tensors: new Map() }),
    refused('ARCHITECTURE_UNSUPPORTED', 'gpt2', 'llama'),
  );
  const activation = { ...gpt2Config, activation_function: 'mish' };
  assert.throws(
    () => describeModel({ config: activation, tensors: gpt2Tensors() }),
    refused('ARCHITECTURE_UNSUPPORTED', 'mish', 'gelu_new'),
  );
  const unknown = { ...llamaConfig, rope_scaling: { rope_type: 'spiral', factor: 2 } };
  assert.throws(
    () => describeModel({ config: unknown, tensors: llamaTensors() }),
    refused('ARCHITECTURE_UNSUPPORTED', 'spiral'),
  );
});

test('a quantized model is refused by the name of its method', () => {
  const config = { ...llamaConfig, quantization_config: { quant_method: 'gptq', bits: 4 } };
  assert.throws(() => describeModel({ config, tensors: llamaTensors() }), refused('QUANTIZATION_UNSUPPORTED', 'gptq'));
});

test('a config with a missing, mistyped or absurd value is refused by key and value', () => {
  const cases: [Config, string[]][] = [
    [{ model_type: undefined }, ['model_type', 'missing']],
    [{ model_type: 7 }, ['model_type', '7']],
    [{ n_layer: undefined }, ['n_layer', 'missing']],
    [{ n_layer: 1e9 }, ['n_layer', '1000000000']],
    [{ n_layer: '2' }, ['n_layer', '"2"']],
    [{ n_layer: -1 }, ['n_layer', '-1']],
    [{ n_layer: 0 }, ['n_layer', '0']],
    [{ n_embd: 8.5 }, ['n_embd', '8.5']],
    [{ n_embd: 1e300 }, ['n_embd']],
    [{ n_embd: 9 }, ['n_embd', '9', 'n_head']],
    [{ vocab_size: null }, ['vocab_size']],
    [{ layer_norm_epsilon: 0 }, ['layer_norm_epsilon']],
    [{ layer_norm_epsilon: '1e-5' }, ['layer_norm_epsilon']],
    [{ tie_word_embeddings: 'yes' }, ['tie_word_embeddings']],
    [{ activation_function: 3 }, ['activation_function']],
    [{ n_inner: [] }, ['n_inner']],
  ];
  for (const [change, words] of cases) {
    assert.throws(
      () => describeModel({ config: { ...gpt2Config, ...change }, tensors: gpt2Tensors() }),
      refused('CONFIG_INVALID', ...words),
    );
  }
  for (const change of [
    { num_key_value_heads: 3 },
    { num_attention_heads: 3, num_key_value_heads: 3 },
    { head_dim: 3 },
    { rope_theta: -1 },
    { rope_scaling: 'linear' },
    { rope_scaling: { rope_type: 'linear' } },
    { rms_norm_eps: null, hidden_size: '8' },
  ]) {
    assert.throws(
      () => describeModel({ config: { ...llamaConfig, ...change }, tensors: llamaTensors() }),
      refused('CONFIG_INVALID'),
    );
  }
});

test('a missing tensor and one of another shape are refused by name before anything is computed', () => {
  const missing = gpt2Tensors();
  missing.delete('transformer.h.1.mlp.c_proj.bias');
  assert.throws(
    () => describeModel({ config: gpt2Config, tensors: missing }),
    refused('TENSOR_MISSING', 'transformer.h.1.mlp.c_proj.bias'),
  );
  const deeper = { ...gpt2Config, n_layer: 3 };
  assert.throws(() => describeModel({ config: deeper, tensors: gpt2Tensors() }), refused('TENSOR_MISSING', 'h.2'));
  const wider = { ...gpt2Config, vocab_size: 12 };
  assert.throws(
    () => describeModel({ config: wider, tensors: gpt2Tensors() }),
    refused('TENSOR_SHAPE', 'wte.weight', '[11, 8]', '[12, 8]'),
  );
  const untied = { ...gpt2Config, tie_word_embeddings: false };
  assert.throws(() => describeModel({ config: untied, tensors: gpt2Tensors() }), refused('TENSOR_MISSING', 'lm_head'));
});

test('names that every object has are no activation and no model type', () => {
  for (const name of ['toString', '__proto__', 'constructor']) {
    const config = { ...gpt2Config, activation_function: name };
    assert.throws(() => describeModel({ config, tensors: gpt2Tensors() }), refused('ARCHITECTURE_UNSUPPORTED'));
    assert.throws(
      () => describeModel({ config: { model_type: name }, tensors: new Map() }),
      refused('ARCHITECTURE_UNSUPPORTED'),
    );
  }
});

test('the config of an example is read as it stands', () => {
  const path = new URL('../../../../examples/models/l0/config.json', import.meta.url);
  const config = JSON.parse(readFileSync(path, 'utf8'));
  assert.throws(() => describeModel({ config, tensors: new Map() }), refused('TENSOR_MISSING', 'model.embed_tokens'));
});

test('a mixture of experts that nobody could publish is refused before a tensor is looked for', () => {
  const config = { ...llamaConfig, model_type: 'mixtral', num_local_experts: 4, num_experts_per_tok: 2 };
  assert.throws(
    () => requireSupported({ ...config, num_experts_per_tok: 5 }),
    refused('CONFIG_INVALID', 'num_experts_per_tok is 5', '4 experts'),
  );
  assert.throws(
    () => requireSupported({ ...config, num_local_experts: 4096, num_hidden_layers: 4096 }),
    refused('CONFIG_INVALID', '4096 experts in each of 4096 blocks'),
  );
  assert.doesNotThrow(() => requireSupported(config));
});
