import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '../../test/memory-file.ts';
import { parseAdapterConfig, readAdapterConfig } from './adapter-config.ts';

const plain = { peft_type: 'LORA', r: 8, lora_alpha: 16, target_modules: ['q_proj'] };
const parse = (more: object) => parseAdapterConfig(JSON.stringify({ ...plain, ...more }));

test('defaults are those of LoraConfig', () => {
  const { rank, alpha, rankStabilized, base, layers } = parseAdapterConfig(
    JSON.stringify({ peft_type: 'LORA', target_modules: 'all-linear', base_model_name_or_path: null }),
  );
  assert.deepEqual([rank, alpha, rankStabilized, base, layers], [8, 8, false, null, null]);
});

test('the base is the one it names, at the revision it names', () => {
  const { base } = parse({ base_model_name_or_path: 'a/b', revision: 'v1' });
  assert.deepEqual(base, { id: 'a/b', revision: 'v1' });
});

test('hostile or broken values are refused with the key and the value', () => {
  const cases: [more: object, message: RegExp][] = [
    [{ r: 1e9 }, /r is 1000000000, expected an integer from 1 to/],
    [{ r: 0 }, /r is 0/],
    [{ r: -4 }, /r is -4/],
    [{ r: 2.5 }, /r is 2.5/],
    [{ r: '8' }, /r is "8"/],
    [{ lora_alpha: -16 }, /lora_alpha is -16, expected a number above 0/],
    [{ lora_alpha: 0 }, /lora_alpha is 0/],
    [{ lora_alpha: [16] }, /lora_alpha/],
    [{ use_rslora: 1 }, /use_rslora is 1/],
    [{ target_modules: null }, /changes nothing/],
    [{ target_modules: [] }, /changes nothing/],
    [{ target_modules: [7] }, /target_modules/],
    [{ target_modules: { a: 1 } }, /target_modules/],
    [{ target_modules: ['x'.repeat(2_000)] }, /2000 characters/],
    [{ target_modules: Array(30_000).fill('x') }, /at most 20000/],
    [{ rank_pattern: { q_proj: 1e9 } }, /rank_pattern\["q_proj"\] is 1000000000/],
    [{ rank_pattern: [4] }, /rank_pattern/],
    [{ alpha_pattern: { q_proj: -1 } }, /alpha_pattern\["q_proj"\] is -1/],
    [{ layers_to_transform: [-1] }, /layers_to_transform is -1/],
    [{ layers_to_transform: [0.5] }, /layers_to_transform/],
    [{ target_modules: '.*q', layers_to_transform: [1] }, /target_modules to be a list/],
    [{ base_model_name_or_path: 7 }, /base_model_name_or_path is 7/],
    [{ base_model_name_or_path: 'x'.repeat(5_000) }, /base_model_name_or_path/],
    [{ revision: {}, base_model_name_or_path: 'a/b' }, /revision/],
  ];
  for (const [more, message] of cases) assert.throws(() => parse(more), { code: 'ADAPTER_INVALID', message });
  for (const text of ['', '[]', 'null', '{"peft_type":"LORA","r":NaN}', '{"r":4,"r":8}']) {
    assert.throws(() => parseAdapterConfig(text), { code: 'ADAPTER_INVALID' }, text);
  }
});

test('what is not plain LoRA is refused by name, and so is what nobody here knows', () => {
  const cases: [more: object, message: RegExp][] = [
    [{ peft_type: 'IA3' }, /peft_type "IA3"/],
    [{ peft_type: 'PREFIX_TUNING' }, /PREFIX_TUNING/],
    [{ task_type: 'SEQ_CLS' }, /task_type "SEQ_CLS"/],
    [{ use_dora: true }, /"use_dora": true/],
    [{ bias: 'all' }, /bias "all"/],
    [{ bias: 'lora_only' }, /bias "lora_only"/],
    [{ trainable_token_indices: [5] }, /trainable_token_indices/],
    [{ target_parameters: ['experts.gate_up_proj'] }, /target_parameters/],
    [{ layer_replication: [[0, 4]] }, /layer_replication/],
    [{ alora_invocation_tokens: [1] }, /alora_invocation_tokens/],
    [{ use_qalora: true }, /use_qalora/],
    [{ ensure_weight_tying: true }, /ensure_weight_tying/],
    [{ kasa_config: { a: 1 } }, /kasa_config/],
    [{ init_lora_weights: 'pissa' }, /changes the base/],
    [{ init_lora_weights: 'olora' }, /changes the base/],
    [{ init_lora_weights: 'pissa_niter_4' }, /changes the base/],
    [{ a_key_of_next_year: 'on' }, /a_key_of_next_year/],
  ];
  for (const [more, message] of cases) assert.throws(() => parse(more), { code: 'ADAPTER_UNSUPPORTED', message });
  const neutral = {
    lora_dropout: 0.1,
    use_dora: false,
    eva_config: null,
    loftq_config: {},
    init_lora_weights: 'gaussian',
  };
  assert.equal(parse({ ...neutral, peft_version: '0.21.2', a_key_of_next_year: null }).rank, 8);
});

test('a repository without adapter_config.json is no adapter', async () => {
  await assert.rejects(readAdapterConfig(memorySource({ 'config.json': '{}' })), { code: 'WEIGHT_TYPE_MISMATCH' });
});
