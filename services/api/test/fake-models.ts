import { ModelTraceError } from '@model-trace/core/errors';
import type { ModelSource } from '@model-trace/core/hub';
import type { ModelAccess } from '../src/evaluations/model-access.ts';

export const gpt2Commit = '607a30d783dfa663caf39e06633721c8d4cfcd7e';

/** A Hub with one good model under every id, and the ids of this table, which fail or lack something. */
const special: Record<string, Partial<{ files: string[]; config: string; adapter: string; error: ModelTraceError }>> = {
  'no/such': {
    error: new ModelTraceError('MODEL_NOT_FOUND', 'There is no model "no/such"', { fix: 'Check the spelling' }),
  },
  'meta/gated': { error: new ModelTraceError('MODEL_GATED', '"meta/gated" is gated') },
  'hub/down': { error: new ModelTraceError('HUB_UNAVAILABLE', 'connect ECONNREFUSED') },
  'hub/busy': { error: new ModelTraceError('HUB_RATE_LIMITED', '429') },
  'our/bug': { error: new ModelTraceError('INTERNAL', 'secret host db.internal') },
  'no/config': { files: ['model.safetensors'] },
  'no/weights': { files: ['config.json', 'tokenizer.json', 'flax_model.msgpack'] },
  'has/pytorch': { files: ['config.json', 'tokenizer.json', 'pytorch_model.bin'] },
  'no/tokenizer': { files: ['config.json', 'model.safetensors'] },
  'bad/config': { config: '{"model_type":' },
  'list/config': { config: '[]' },
  'odd/architecture': { config: '{"model_type":"rwkv"}' },
  'four/bits': { config: '{"model_type":"llama","quantization_config":{"quant_method":"bitsandbytes"}}' },
  'an/adapter': {
    files: ['adapter_config.json', 'adapter_model.safetensors'],
    adapter:
      '{"peft_type":"LORA","r":4,"target_modules":["q_proj"],"base_model_name_or_path":"its/base","revision":"v2"}',
  },
  'an/adapter-of-no-base': {
    files: ['adapter_config.json', 'adapter_model.safetensors'],
    adapter: '{"peft_type":"LORA","r":4,"target_modules":["q_proj"],"base_model_name_or_path":"/home/me/llama"}',
  },
  'an/adapter-of-adapter': {
    files: ['adapter_config.json', 'adapter_model.safetensors'],
    adapter: '{"peft_type":"LORA","target_modules":["q_proj"],"base_model_name_or_path":"an/adapter-of-adapter"}',
  },
  'a/dora': {
    files: ['adapter_config.json', 'adapter_model.safetensors'],
    adapter: '{"peft_type":"LORA","use_dora":true,"target_modules":["q_proj"],"base_model_name_or_path":"its/base"}',
  },
  'no/adapter-weights': {
    files: ['adapter_config.json'],
    adapter: '{"peft_type":"LORA","target_modules":["q_proj"],"base_model_name_or_path":"its/base"}',
  },
};

const whole = ['config.json', 'tokenizer.json', 'model.safetensors'];

/** The least that describes a GPT-2: sizes without defaults. */
export const gpt2Config = JSON.stringify({
  ...{ model_type: 'gpt2', vocab_size: 50257, n_positions: 1024 },
  ...{ n_embd: 768, n_layer: 12, n_head: 12 },
});

export const fakeModels: ModelAccess = {
  async open(id, { revision }) {
    const { error, files = whole, config, adapter } = special[id] ?? {};
    if (error) throw error;
    if (revision === 'no-such-revision')
      throw new ModelTraceError('REVISION_NOT_FOUND', `${id} has no revision "no-such-revision"`);
    const unused = () => assertUnused();
    return {
      id,
      ...{ origin: 'hub', revision: revision ?? 'main', commit: gpt2Commit },
      files: new Map(files.map((path) => [path, { sizeBytes: 1, sha256: null }])),
      readText: async (path) => (path === 'adapter_config.json' ? adapter! : (config ?? gpt2Config)),
      open: unused,
    } satisfies ModelSource;
  },
};

function assertUnused(): never {
  throw new Error('the API must not open weights');
}
