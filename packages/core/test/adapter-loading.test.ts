import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type LoadModelOptions, loadModel } from '../src/evaluation/load-model.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { loadTokenizer } from '../src/tokenizer/index.ts';
import { type FakeModel, startFakeHub } from './fake-hub.ts';

const adapters = fileURLToPath(new URL('fixtures/adapters/', import.meta.url));
const g0 = fileURLToPath(new URL('../../../examples/models/g0', import.meta.url));
const adapterConfig = (more: object) =>
  JSON.stringify({ peft_type: 'LORA', r: 2, target_modules: ['c_attn'], base_model_name_or_path: 'owner/g0', ...more });
/** Not weights at all: a test that gets as far as reading them fails with another code. */
const garbage = { 'adapter_model.safetensors': 'x' };

/** A Hub with the adapter of the fixtures, its base, and what a test adds. */
async function hubWith(t: TestContext, models: Record<string, FakeModel> = {}) {
  const hub = await startFakeHub({
    models: { 'owner/g0': { dir: g0 }, 'owner/g0-lora': { dir: `${adapters}g0-lora` }, ...models },
  });
  t.after(() => hub.close());
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-adapter-'));
  t.after(() => rm(cacheDir, { recursive: true, force: true }));
  const access = { roots: [], cacheDir, cacheMaxBytes: 2 ** 30, hubEndpoint: hub.endpoint };
  return {
    ...{ hub, access },
    load: (id: string, options: Omit<LoadModelOptions, 'models'> = {}) => loadModel(id, { models: access, ...options }),
    weightsFetched: () => hub.requests.filter(({ url }) => url.includes('.safetensors')).length,
  };
}

test('an adapter without a tokenizer has that of its base, one with a tokenizer its own', async (t) => {
  const { load } = await hubWith(t, {
    'owner/with-tokenizer': { dir: `${adapters}g0-lora`, files: { 'tokenizer.json': '{"model":{"type":"own"}}' } },
  });
  const lent = await load('owner/g0-lora', { weightType: 'adapter' });
  t.after(() => lent.checkpoint.close());
  const base = await load('owner/g0');
  t.after(() => base.checkpoint.close());
  assert.equal((await loadTokenizer(lent.source)).sha256, (await loadTokenizer(base.source)).sha256);
  assert.equal(lent.source.id, 'owner/g0-lora');
  const own = await load('owner/with-tokenizer', { weightType: 'adapter' });
  t.after(() => own.checkpoint.close());
  assert.match(await own.source.readText('tokenizer.json', { maxBytes: 1000 }), /own/);
  assert.ok(!own.source.files.has('tokenizer_config.json'), 'never one file of each');
});

test('the revision of the base is the one asked for, else the one the adapter names', async (t) => {
  const named = { 'adapter_config.json': adapterConfig({ revision: 'no-such' }) };
  const { load, hub } = await hubWith(t, { 'owner/at-revision': { dir: `${adapters}g0-lora`, files: named } });
  await assert.rejects(load('owner/at-revision', { weightType: 'adapter' }), { code: 'REVISION_NOT_FOUND' });
  const weightsBaseRevision = await hub.commitOf('owner/g0');
  const model = await load('owner/at-revision', { weightType: 'adapter', weightsBaseRevision });
  t.after(() => model.checkpoint.close());
  assert.equal(model.weightsBase?.source.commit, weightsBaseRevision);
});

const refused: [
  what: string,
  files: Record<string, string>,
  options: Omit<LoadModelOptions, 'models'>,
  code: string,
][] = [
  [
    'DoRA',
    { ...garbage, 'adapter_config.json': adapterConfig({ use_dora: true }) },
    { weightType: 'adapter' },
    'ADAPTER_UNSUPPORTED',
  ],
  [
    'another peft_type',
    { ...garbage, 'adapter_config.json': '{"peft_type":"LOHA"}' },
    { weightType: 'adapter' },
    'ADAPTER_UNSUPPORTED',
  ],
  [
    'a rank of 10^9',
    { ...garbage, 'adapter_config.json': adapterConfig({ r: 1e9 }) },
    { weightType: 'adapter' },
    'ADAPTER_INVALID',
  ],
  ['no weights of its own', { 'adapter_config.json': adapterConfig({}) }, { weightType: 'adapter' }, 'WEIGHTS_MISSING'],
  [
    'no name of a base',
    { ...garbage, 'adapter_config.json': adapterConfig({ base_model_name_or_path: null }) },
    { weightType: 'adapter' },
    'WEIGHTS_BASE_MISSING',
  ],
  [
    'a directory of this machine as base',
    { ...garbage, 'adapter_config.json': adapterConfig({ base_model_name_or_path: '/etc' }) },
    { weightType: 'adapter' },
    'WEIGHTS_BASE_MISSING',
  ],
  [
    'a base that leads out of the Hub',
    { ...garbage, 'adapter_config.json': adapterConfig({ base_model_name_or_path: '../g0' }) },
    { weightType: 'adapter' },
    'WEIGHTS_BASE_MISSING',
  ],
  [
    'no such base',
    { ...garbage, 'adapter_config.json': adapterConfig({ base_model_name_or_path: 'no/such' }) },
    { weightType: 'adapter' },
    'MODEL_NOT_FOUND',
  ],
  ['no weightType', { ...garbage, 'adapter_config.json': adapterConfig({}) }, {}, 'WEIGHT_TYPE_MISMATCH'],
  [
    'no adapter_config.json',
    { 'config.json': '{}', 'model.safetensors': 'x' },
    { weightType: 'adapter' },
    'WEIGHT_TYPE_MISMATCH',
  ],
  [
    'a delta without a base',
    { 'config.json': '{}', 'model.safetensors': 'x' },
    { weightType: 'delta' },
    'WEIGHTS_BASE_MISSING',
  ],
  [
    'a base that nothing would use',
    { 'config.json': '{}', 'model.safetensors': 'x' },
    { weightsBase: 'owner/g0' },
    'VALIDATION_FAILED',
  ],
  [
    'another architecture of its own',
    { ...garbage, 'adapter_config.json': adapterConfig({}), 'config.json': '{"model_type":"rwkv"}' },
    { weightType: 'adapter' },
    'ARCHITECTURE_UNSUPPORTED',
  ],
];
for (const [what, files, options, code] of refused) {
  test(`refused before weights are fetched: ${what} (${code})`, async (t) => {
    const { load, weightsFetched } = await hubWith(t, { 'owner/this': { files } });
    await assert.rejects(load('owner/this', options), { code });
    assert.equal(weightsFetched(), 0);
  });
}

test('a perplexity without a tokenizer that can be used is refused before weights are fetched', async (t) => {
  const config = await readFile(`${g0}/config.json`, 'utf8');
  const { access, weightsFetched } = await hubWith(t, {
    'owner/without': { files: { 'config.json': config, 'model.safetensors': 'x' } },
    'owner/adapter': { dir: `${adapters}g0-lora`, files: { 'tokenizer.json': '{}' } },
  });
  const measure = (model: string, weightType: 'original' | 'adapter') =>
    runPerplexity({
      request: { model, weightType, tasks: ['perplexity'] },
      ...{ models: access, provider: 'cpu', codeCommit: null },
    });
  await assert.rejects(measure('owner/without', 'original'), { code: 'TOKENIZER_MISSING' });
  await assert.rejects(measure('owner/adapter', 'adapter'), { code: 'TOKENIZER_INVALID' });
  assert.equal(weightsFetched(), 0);
});

test('a base that is an adapter, or leads back to the adapter, is refused before weights are fetched', async (t) => {
  const over = (base: string) => ({
    files: { ...garbage, 'adapter_config.json': adapterConfig({ base_model_name_or_path: base }) },
  });
  const models = { 'owner/a': over('owner/b'), 'owner/b': over('owner/a'), 'owner/self': over('owner/self') };
  const { load, weightsFetched } = await hubWith(t, models);
  for (const id of Object.keys(models)) {
    await assert.rejects(load(id, { weightType: 'adapter' }), {
      code: 'WEIGHT_TYPE_MISMATCH',
      message: /is an adapter itself/,
    });
  }
  assert.equal(weightsFetched(), 0);
});
