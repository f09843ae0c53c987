import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ErrorCode } from '../errors.ts';
import type { TensorInfo } from '../weights/checkpoint.ts';
import { describeModel } from './describe-model.ts';
import type { ModelSpec } from './model-spec.ts';

type Config = Record<string, unknown>;

interface Case {
  /** As files on the Hub have it. */
  config: Config;
  /** The same, read and written by transformers: newest spelling, every default in it. */
  written: Config;
  /** Tensors outside of blocks and of block 0. */
  shapes: Record<string, number[]>;
}

/** tools/reference/make_llama_configs.py */
const { cases }: { cases: Record<string, Case> } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/llama-family-configs.json', import.meta.url), 'utf8'),
);

function tensorsOf({ config, shapes }: Case): Map<string, TensorInfo> {
  const blocks = Array.from({ length: config.num_hidden_layers as number }, (_, index) => index);
  const names = (name: string) =>
    name.includes('.layers.0.') ? blocks.map((index) => name.replace('.0.', `.${index}.`)) : [name];
  return new Map(
    Object.entries(shapes).flatMap(([first, shape]) =>
      names(first).map((name) => [name, { name, dtype: 'F32', shape, sizeBytes: 0 }] as const),
    ),
  );
}

/** With the frequencies for a long text in place of the function that gives them. */
function comparable({ blocks, ...spec }: ModelSpec) {
  return {
    ...spec,
    blocks: blocks.map(({ attention, ...block }) => {
      const long = attention.rotary?.long ?? null;
      const rotary = { ...attention.rotary, long: long && [long.above, long.inverseFrequencies(2 * long.above)] };
      return { ...block, attention: { ...attention, rotary } };
    }),
  };
}

for (const [name, each] of Object.entries(cases)) {
  test(`${name}: a config as on the Hub and as transformers writes it describe one model`, () => {
    const tensors = tensorsOf(each);
    const asWritten = describeModel({ config: each.written, tensors });
    assert.deepEqual(comparable(describeModel({ config: each.config, tensors })), comparable(asWritten));
    const used = new Set<string>();
    JSON.stringify(asWritten, (_, value) => {
      if (typeof value === 'string') used.add(value);
      return value;
    });
    for (const tensor of tensors.keys()) assert.ok(used.has(tensor), `${tensor} is not used`);
  });
}

const described = (name: string, change: Config = {}) => {
  const { config, ...rest } = cases[name];
  return describeModel({ config: { ...config, ...change }, tensors: tensorsOf({ config, ...rest }) });
};
const windows = ({ blocks }: ModelSpec) => blocks.map(({ attention }) => attention.window);

test('windows stand where each family has them', () => {
  assert.deepEqual(windows(described('Mistral 7B v0.1')), [4096, 4096]);
  assert.deepEqual(windows(described('Mistral 7B v0.3')), [null, null]);
  assert.deepEqual(windows(described('Qwen 2.5 7B')), [null, null]);
  assert.deepEqual(windows(described('Qwen 2, yarn and windows')), [null, 4096, 4096, 4096]);
  assert.deepEqual(windows(described('Gemma 2 27B')), [4096, null, 4096]);
  assert.deepEqual(windows(described('Gemma 3 1B')), [512, 512, 512, 512, 512, null, 512, 512]);
  assert.deepEqual(windows(described('SmolLM 3, windows')), [null, 64, null, 64, null]);
});

test('blocks of one kind share the object of their rotary settings, so that tables are made once', () => {
  for (const name of Object.keys(cases)) {
    const { blocks } = described(name);
    const kinds = name.startsWith('Gemma 3') || name.startsWith('gemma3') ? 2 : 1;
    const rotary = new Set(blocks.map(({ attention }) => attention.rotary).filter((each) => each !== null));
    assert.equal(rotary.size, kinds, name);
  }
});

test('only Phi 3 rotates a part of a head where the config says so', () => {
  const dims = ({ blocks }: ModelSpec) => [blocks[0].attention.rotary?.dims, blocks[0].attention.headDim];
  assert.deepEqual(dims(described('Llama, partial_rotary_factor')), [32, 32]);
  assert.deepEqual(dims(described('Phi 4 mini')), [96, 128]);
});

test('a block of SmolLM 3 in four does not rotate', () => {
  const rotates = ({ blocks }: ModelSpec) => blocks.map(({ attention }) => attention.rotary !== null);
  assert.deepEqual(rotates(described('SmolLM 3 3B')), [true, true, true, false]);
});

test('what a family cannot do is refused with the reason', () => {
  const refusals: [string, Config, ErrorCode, string][] = [
    ['Gemma 2B', { use_bidirectional_attention: true }, 'ARCHITECTURE_UNSUPPORTED', 'use_bidirectional_attention'],
    ['Gemma 3 1B', { use_bidirectional_attention: true }, 'ARCHITECTURE_UNSUPPORTED', 'use_bidirectional_attention'],
    ['Gemma 3 1B', { model_type: 'gemma3', text_config: {} }, 'ARCHITECTURE_UNSUPPORTED', 'text_config'],
    ['Phi 3 mini 4k', { rope_scaling: { type: 'linear', factor: 2 } }, 'ARCHITECTURE_UNSUPPORTED', 'linear'],
    [
      'Gemma 2 27B',
      { layer_types: Array(3).fill('chunked_attention') },
      'ARCHITECTURE_UNSUPPORTED',
      'chunked_attention',
    ],
    ['Gemma 2 27B', { sliding_window: null }, 'CONFIG_INVALID', 'sliding_window'],
    ['Gemma 2 27B', { layer_types: ['full_attention'] }, 'CONFIG_INVALID', 'layer_types'],
    ['Gemma 2 27B', { attn_logit_softcapping: 0 }, 'CONFIG_INVALID', 'attn_logit_softcapping'],
    ['OLMo 7B 0424', { clip_qkv: -1 }, 'CONFIG_INVALID', 'clip_qkv'],
    ['SmolLM 3 3B', { no_rope_layers: [1] }, 'CONFIG_INVALID', 'no_rope_layers'],
    ['Phi 4 mini', { partial_rotary_factor: 0.5 }, 'CONFIG_INVALID', 'long_factor'],
    ['Command R+', { use_qk_norm: 'yes' }, 'CONFIG_INVALID', 'use_qk_norm'],
  ];
  for (const [name, change, code, word] of refusals) {
    assert.throws(
      () => described(name, change),
      (error: unknown) => {
        assert.ok(error instanceof Error && 'code' in error);
        assert.equal(error.code, code, `${name}: ${error.message}`);
        assert.ok(error.message.includes(word), `"${error.message}" does not say ${word}`);
        return true;
      },
    );
  }
});
