import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import type { CheckOutcome } from '../src/checks/check.ts';
import { matchingPattern, type SubmissionPolicy } from '../src/checks/submission-policy.ts';
import { readApiConfig } from '../src/config.ts';
import { gpt2Config } from './fake-models.ts';
import { type ApiUnderTest, runningApi } from './running-api.ts';

const config = (fields: object) => JSON.stringify({ ...JSON.parse(gpt2Config), ...fields });
const card = `---\nlicense: mit\n---\n${'A model of English texts. '.repeat(10)}`;
const good = {
  'config.json': config({ architectures: ['GPT2LMHeadModel'], torch_dtype: 'float16' }),
  ...{ 'tokenizer.json': '{}', 'model.safetensors': 'x'.repeat(1000), 'README.md': card },
};
const llama = JSON.stringify({
  ...{ architectures: ['LlamaForCausalLM'], model_type: 'llama', torch_dtype: 'float16', vocab_size: 32000 },
  ...{ hidden_size: 64, intermediate_size: 128, num_hidden_layers: 2, num_attention_heads: 4, rms_norm_eps: 1e-6 },
});
/** Of the sizes of GPT-2. */
const llamaLike = (fields: object) =>
  JSON.stringify({
    ...{ torch_dtype: 'float16', vocab_size: 32000, hidden_size: 768, intermediate_size: 3072, rms_norm_eps: 1e-6 },
    ...{ num_hidden_layers: 12, num_attention_heads: 12, ...fields },
  });
const lora = (more: object) =>
  JSON.stringify({ peft_type: 'LORA', r: 4, target_modules: ['c_attn'], base_model_name_or_path: 'a/good', ...more });

/** What each model of the Hub has otherwise than the good one; null: it lacks the file. */
const models: Record<string, Record<string, string | null>> = {
  'a/good': {},
  'a/classifier': { 'config.json': config({ architectures: ['GPT2ForSequenceClassification'] }) },
  'a/seq2seq': { 'config.json': config({ architectures: ['GPT2LMHeadModel'], is_encoder_decoder: true }) },
  'a/unnamed': { 'config.json': config({}) },
  'a/own-code': {
    'config.json': config({
      ...{ architectures: ['OwnForCausalLM'], model_type: 'own' },
      auto_map: { AutoConfig: 'configuration_own.C', AutoModelForCausalLM: 'modeling_own.OwnForCausalLM' },
    }),
  },
  'a/known-with-code': {
    'config.json': config({
      architectures: ['GPT2LMHeadModel'],
      auto_map: { AutoModelForCausalLM: 'modeling_x.GPT2LMHeadModel' },
    }),
  },
  'a/rwkv': { 'config.json': config({ architectures: ['RwkvForCausalLM'], model_type: 'rwkv' }) },
  'a/no-tokenizer': { 'tokenizer.json': null },
  'a/no-weights': { 'model.safetensors': null, 'model.gguf': 'x' },
  'a/large': { 'model.safetensors': 'x'.repeat(1001) },
  'a/large-float32': { 'config.json': config({ torch_dtype: 'float32' }), 'model.safetensors': 'x'.repeat(1500) },
  'a/too-large-float32': { 'config.json': config({ torch_dtype: 'float32' }), 'model.safetensors': 'x'.repeat(2001) },
  'a/no-license': { 'README.md': card.replace('license: mit', 'license: ""\ntags:\n- x') },
  'a/license-file': { 'README.md': card.replace('license: mit', 'tags:\n- x'), 'LICENSE.txt': 'MIT' },
  'a/license-list': { 'README.md': card.replace('license: mit', 'license:\n- mit\n- other') },
  'a/hostile-license': { 'README.md': card.replace('license: mit', 'license: m\u0000it\ud800') },
  'a/license-in-text': { 'README.md': `${card.replace('license: mit', 'tags: []')}\nlicense: mit\n` },
  'a/short-card': { 'README.md': `---\nlicense: mit\n---\n${'x'.repeat(199)}\n\n` },
  'a/no-card': { 'README.md': null, LICENSE: 'MIT' },
  'a/wrong-in-many-ways': {
    ...{ 'config.json': config({ architectures: ['BertForMaskedLM'], model_type: 'bert' }) },
    ...{ 'tokenizer.json': null, 'model.safetensors': null, 'README.md': null },
  },
  'a/not-json': { 'config.json': '{' },
  'a/llama': { 'config.json': llama },
  'a/wide': { 'config.json': config({ n_inner: 4096 }) },
  'a/shallow': { 'config.json': config({ n_layer: 6 }) },
  'a/gated': { 'config.json': llamaLike({ model_type: 'llama', architectures: ['LlamaForCausalLM'] }) },
  'a/experts': {
    'config.json': llamaLike({
      ...{ model_type: 'mixtral', architectures: ['MixtralForCausalLM'] },
      ...{ num_local_experts: 4, num_experts_per_tok: 2, num_key_value_heads: 4 },
    }),
  },
  'Banned/one': {},
};
const strict: SubmissionPolicy = {
  ...{ license: 'refuse', modelCard: 'refuse' },
  ...{ maxWeightBytes: { float32: 2000, '*': 1000 }, doNotSubmit: ['banned/*'] },
};

async function checkedApi(t: Parameters<typeof runningApi>[0], options?: Parameters<typeof runningApi>[1]) {
  const api = await runningApi(t, options);
  for (const [name, changes] of Object.entries(models)) {
    const files = Object.entries({ ...good, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== null,
    );
    api.hub.setModel(name, { files: Object.fromEntries(files) });
  }
  api.hub.setModel('a/lora', { files: { 'adapter_config.json': lora({}), 'adapter_model.safetensors': 'x' } });
  api.hub.setModel('a/lora-of-bert', {
    files: {
      'adapter_config.json': lora({ base_model_name_or_path: 'a/wrong-in-many-ways' }),
      'adapter_model.safetensors': 'x',
    },
  });
  return api;
}

const outcomes = (checks: CheckOutcome[]) =>
  checks.filter(({ outcome }) => outcome !== 'passed').map(({ check, outcome, code }) => [check, outcome, code]);
const tryOut = async (api: ApiUnderTest, body: object) => {
  const answer = await api.post('/v1/evaluations?dryRun=true', { tasks: ['perplexity'], ...body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

describe('checks of a submission', () => {
  test('each refuses with its own code and a way out, and a dry run names the same', async (t) => {
    const api = await checkedApi(t, { policy: strict });
    const refused: [body: object, check: string, code: string, pointer: string][] = [
      [{ model: 'a/none' }, 'repository', 'MODEL_NOT_FOUND', '/model'],
      [{ model: 'owner/gated' }, 'repository', 'MODEL_GATED', '/model'],
      [{ model: 'a/good', revision: 'v9' }, 'revision', 'REVISION_NOT_FOUND', '/revision'],
      [{ model: 'a/lora' }, 'weight-type', 'WEIGHT_TYPE_MISMATCH', '/weightType'],
      [{ model: 'a/not-json' }, 'config', 'CONFIG_INVALID', '/model'],
      [{ model: 'a/classifier' }, 'causal-lm', 'NOT_CAUSAL_LM', '/model'],
      [{ model: 'a/seq2seq' }, 'causal-lm', 'NOT_CAUSAL_LM', '/model'],
      [{ model: 'a/own-code' }, 'architecture', 'REMOTE_CODE_NEEDED', '/model'],
      [{ model: 'a/rwkv' }, 'architecture', 'ARCHITECTURE_UNSUPPORTED', '/model'],
      [{ model: 'a/no-tokenizer' }, 'tokenizer', 'TOKENIZER_MISSING', '/model'],
      [{ model: 'a/no-weights' }, 'weights', 'WEIGHTS_MISSING', '/model'],
      [{ model: 'a/large' }, 'weights', 'WEIGHTS_TOO_LARGE', '/model'],
      [{ model: 'a/too-large-float32' }, 'weights', 'WEIGHTS_TOO_LARGE', '/model'],
      [{ model: 'a/lora-of-bert', weightType: 'adapter' }, 'weights-base', 'NOT_CAUSAL_LM', '/weightsBase'],
      [{ model: 'a/good', base: 'a/rwkv', tasks: ['trace'] }, 'base', 'ARCHITECTURE_UNSUPPORTED', '/base'],
      [{ model: 'a/no-license' }, 'license', 'LICENSE_MISSING', '/model'],
      [{ model: 'a/license-in-text' }, 'license', 'LICENSE_MISSING', '/model'],
      [{ model: 'a/short-card' }, 'model-card', 'MODEL_CARD_MISSING', '/model'],
      [{ model: 'a/no-card' }, 'model-card', 'MODEL_CARD_MISSING', '/model'],
      [{ model: 'Banned/one' }, 'do-not-submit', 'MODEL_EXCLUDED', '/model'],
    ];
    for (const [body, check, code, pointer] of refused) {
      const name = JSON.stringify(body);
      const { status, body: problem } = await api.post('/v1/evaluations', { tasks: ['perplexity'], ...body });
      assert.deepEqual([status, problem.code, problem.errors[0].pointer], [422, code, pointer], name);
      const { accepted, checks } = await tryOut(api, body);
      const failed = checks.filter(({ outcome }: CheckOutcome) => outcome === 'failed');
      assert.equal(accepted, false, name);
      assert.deepEqual([failed[0].check, failed[0].code, failed[0].pointer], [check, code, pointer], name);
      assert.ok(failed[0].detail, name);
      assert.equal(failed[0].fix ?? undefined, problem.fix, name);
      if (!['REVISION_NOT_FOUND', 'CONFIG_INVALID', 'MODEL_NOT_FOUND'].includes(code)) assert.ok(problem.fix, name);
    }
    assert.equal((await api.store.list({ limit: 1 })).items.length, 0);
    for (const model of ['a/good', 'a/unnamed', 'a/license-file', 'a/license-list', 'a/large-float32']) {
      const { status, body } = await api.post('/v1/evaluations', { model, tasks: ['perplexity'] });
      assert.deepEqual([status, body.warnings], [202, []], model);
    }
  });

  test('what rules a trace of two models out is told from their configs alone, as the worker would tell it', async (t) => {
    const api = await checkedApi(t);
    const adapter = { model: 'a/lora', weightType: 'adapter' };
    const llamas = { model: 'a/llama', base: 'a/llama' };
    const cases: [body: object, code: string | null, pointer?: string][] = [
      [{}, null],
      [{ trace: { blocks: [[11, 11]] } }, null],
      [
        {
          trace: {
            blocks: [
              [0, 0],
              [11, 12],
            ],
          },
        },
        'TRACE_BLOCKS_INVALID',
        '/trace/blocks/1',
      ],
      [{ trace: { blocks: [[12, 11]] } }, 'TRACE_BLOCKS_INVALID', '/trace/blocks/0'],
      [{ ...adapter, trace: { blocks: [[0, 11]] } }, null],
      [{ ...adapter, trace: { blocks: [[0, 12]] } }, 'TRACE_BLOCKS_INVALID', '/trace/blocks/0'],
      [{ trace: { matchVariant: 'phi_2V' } }, null],
      [{ ...llamas, trace: { matchVariant: 'phi_2V' } }, 'TRACE_VARIANT_INAPPLICABLE', '/trace/matchVariant'],
      [{ ...llamas, trace: { controls: 24 } }, null],
      // Streams of 768 and 64 numbers: csh compares activations, which do not need equal widths of the stream.
      [{ base: 'a/llama' }, 'TRACE_HIDDEN_SIZE_MISMATCH', '/base'],
      [{ ...adapter, base: 'a/llama' }, 'TRACE_HIDDEN_SIZE_MISMATCH', '/base'],
      [{ base: 'a/llama', statistics: ['csh'] }, null],
      [{ base: 'a/llama', statistics: ['csh', 'csu'] }, 'TRACE_HIDDEN_SIZE_MISMATCH', '/base'],
      [
        { base: 'a/llama', statistics: ['csh'], trace: { blocks: [[2, 11]] } },
        'TRACE_BLOCKS_INVALID',
        '/trace/blocks/0',
      ],
      // 3,072 and 128 units. In models of unequal depth pairs are searched for, of whatever widths.
      [{ base: 'a/llama', statistics: ['csh'], trace: { blocks: [[1, 11]] } }, 'TRACE_UNITS_MISMATCH', '/base'],
      [{ base: 'a/wide' }, 'TRACE_UNITS_MISMATCH', '/base'],
      [{ base: 'a/wide', statistics: ['csu-all', 'match-all', 'l2', 'jsd', 'qk', 'embedding'] }, null],
      [{ base: 'a/shallow' }, null],
      [{ base: 'a/shallow', align: 'residual' }, null],
      [{ base: 'a/shallow', align: 'both' }, 'TRACE_BLOCK_COUNT_MISMATCH', '/align'],
      [{ base: 'a/shallow', align: 'units', trace: { blocks: [[0, 0]] } }, null],
      [{ base: 'a/llama', statistics: ['jsd'], align: 'residual' }, 'TRACE_HIDDEN_SIZE_MISMATCH', '/align'],
      // As wide as GPT-2 in every way, but with a gate.
      [{ base: 'a/gated' }, 'TRACE_MLP_KIND_MISMATCH', '/base'],
      [{ model: 'a/gated', base: 'a/good', statistics: ['match-all'] }, 'TRACE_MLP_KIND_MISMATCH', '/base'],
      [{ base: 'a/gated', statistics: ['csu', 'csh'] }, null],
      [{ base: 'a/experts' }, 'TRACE_MLP_UNSUPPORTED', '/base'],
      [{ model: 'a/experts', base: 'a/good' }, 'TRACE_MLP_UNSUPPORTED', '/model'],
      [{ model: 'a/experts', base: 'a/shallow', statistics: ['jsd'] }, null],
      // A base to compare perplexities with is not traced against.
      [{ base: 'a/llama', tasks: ['perplexity'], perplexity: { compareWithBase: true } }, null],
    ];
    for (const [body, code, pointer = null] of cases) {
      const request = { model: 'a/good', base: 'a/good', tasks: ['trace'], ...body };
      const name = JSON.stringify(request);
      const { accepted, checks } = await tryOut(api, request);
      const tried = checks.find(({ check }: CheckOutcome) => check === 'trace');
      assert.deepEqual(
        [accepted, tried.outcome, tried.code, tried.pointer],
        code === null ? [true, 'passed', null, null] : [false, 'failed', code, pointer],
        name,
      );
      const { status, body: answer } = await api.post('/v1/evaluations', request);
      if (code === null) assert.equal(status, 202, name);
      else {
        assert.deepEqual([status, answer.code, answer.errors[0].pointer], [422, code, pointer], name);
        assert.deepEqual([answer.detail, answer.fix ?? null], [tried.detail, tried.fix], name);
      }
    }
    assert.ok(!api.hub.requests.some(({ url }) => url.includes('safetensors')));
  });

  test('by default a licence and a card are asked for and not insisted on; ignored, they are not read', async (t) => {
    const api = await checkedApi(t);
    const { status, body } = await api.post('/v1/evaluations', { model: 'a/no-card', tasks: ['perplexity'] });
    assert.deepEqual(
      [status, body.warnings.map(({ check, code }: CheckOutcome) => [check, code])],
      [202, [['model-card', 'MODEL_CARD_MISSING']]],
    );
    const { checks: kept } = (await api.get(`/v1/evaluations/${body.id}`)).body;
    assert.deepEqual(kept, body.checks);
    const card = kept.find(({ check }: CheckOutcome) => check === 'model-card');
    assert.deepEqual(
      [card.title, card.outcome, card.code, card.detail],
      ['The model card says something', 'warned', 'MODEL_CARD_MISSING', body.warnings[0].detail],
    );
    assert.match(card.fix, /Describe the model/);
    // Whether there is the same already is what the submission was answered with.
    const tried = (await tryOut(api, { model: 'a/no-card' })).checks.map(({ check }: CheckOutcome) => check);
    assert.deepEqual(
      kept.map(({ check }: CheckOutcome) => check),
      tried.filter((check: string) => check !== 'duplicate'),
    );
    const hostile = await api.post('/v1/evaluations', { model: 'a/hostile-license', tasks: ['perplexity'] });
    assert.equal(hostile.status, 202, JSON.stringify(hostile.body));
    const both = await tryOut(api, { model: 'a/no-license' });
    assert.deepEqual([both.accepted, outcomes(both.checks)], [true, [['license', 'warned', 'LICENSE_MISSING']]]);
    const code = await tryOut(api, { model: 'a/known-with-code' });
    assert.deepEqual(outcomes(code.checks), [['architecture', 'warned', 'REMOTE_CODE_IGNORED']]);
    const batch = await api.post('/v1/evaluations:batch', {
      items: [
        { model: 'a/none', tasks: ['perplexity'] },
        { model: 'a/no-license', tasks: ['perplexity'] },
      ],
    });
    assert.equal(batch.body.items[1].evaluation.warnings[0].code, 'LICENSE_MISSING');

    const lax = await checkedApi(t, {
      policy: { ...strict, license: 'ignore', modelCard: 'ignore', maxWeightBytes: {} },
    });
    const { checks } = await tryOut(lax, { model: 'a/no-card' });
    assert.deepEqual(outcomes(checks), [
      ['license', 'skipped', null],
      ['model-card', 'skipped', null],
    ]);
    assert.ok(!lax.hub.requests.some(({ url }) => url.includes('README')));
  });

  test('a dry run goes on after a failure with all that does not depend on it, and stores nothing', async (t) => {
    const api = await checkedApi(t);
    const { checks } = await tryOut(api, { model: 'a/wrong-in-many-ways' });
    assert.deepEqual(outcomes(checks), [
      ['causal-lm', 'failed', 'NOT_CAUSAL_LM'],
      ['architecture', 'failed', 'ARCHITECTURE_UNSUPPORTED'],
      ['tokenizer', 'failed', 'TOKENIZER_MISSING'],
      ['weights', 'failed', 'WEIGHTS_MISSING'],
      ['weights-base', 'skipped', null],
      ['trace', 'skipped', null],
      ['license', 'warned', 'LICENSE_MISSING'],
      ['model-card', 'warned', 'MODEL_CARD_MISSING'],
    ]);
    const gone = await tryOut(api, { model: 'a/none', base: 'a/rwkv', tasks: ['trace'] });
    const failed = gone.checks.filter(({ outcome }: CheckOutcome) => outcome === 'failed');
    assert.deepEqual(
      failed.map(({ check }: CheckOutcome) => check),
      ['repository', 'base'],
    );
    assert.equal((await api.store.list({ limit: 1 })).items.length, 0);
    const invalid = await api.post('/v1/evaluations?dryRun=true', { model: 'a/good', tasks: ['perplexty'] });
    assert.deepEqual([invalid.status, invalid.body.code], [400, 'VALIDATION_FAILED']);
  });

  test('what the Hub did not answer is skipped and left to the worker; the list of the operator still counts', async (t) => {
    const api = await checkedApi(t, { policy: strict });
    await api.hub.close();
    const { accepted, checks } = await tryOut(api, { model: 'a/good' });
    assert.equal(accepted, true);
    assert.deepEqual(outcomes(checks)[0], ['repository', 'skipped', 'HUB_UNAVAILABLE']);
    const submit = (model: string) => api.post('/v1/evaluations', { model, tasks: ['perplexity'] });
    const { status, body } = await submit('a/good');
    assert.deepEqual([status, body.commit], [202, null]);
    assert.equal((await submit('banned/two')).body.code, 'MODEL_EXCLUDED');
  });

  test('a duplicate is named, queued or done, and none where the commit or the dtype differs', async (t) => {
    const api = await checkedApi(t);
    const duplicate = async (body: object) =>
      (await tryOut(api, { model: 'a/good', ...body })).checks.find(({ check }: CheckOutcome) => check === 'duplicate');
    assert.equal((await duplicate({})).outcome, 'passed');
    const { id } = (await api.post('/v1/evaluations', { model: 'a/good', tasks: ['perplexity'] })).body;
    const queued = await duplicate({});
    assert.deepEqual([queued.outcome, queued.code], ['warned', 'EVALUATION_DUPLICATE']);
    assert.match(queued.detail, new RegExp(`${id}.*queued`));
    const { attempt, request } = (await api.store.start(id))!;
    await api.store.succeed(id, attempt, exampleResults(request));
    assert.match((await duplicate({})).detail, /succeeded/);
    assert.equal((await duplicate({ dtype: 'float16' })).outcome, 'passed');
    api.hub.setModel('a/good', { files: { ...good, 'README.md': `${card} More.` } });
    assert.equal((await duplicate({})).outcome, 'passed');
  });

  test('a dry run with an Idempotency-Key does not answer for the submission', async (t) => {
    const api = await checkedApi(t);
    const send = async (query: string) => {
      const response = await fetch(`${api.url}/v1/evaluations${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'one' },
        body: JSON.stringify({ model: 'a/good', tasks: ['perplexity'] }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    assert.equal((await send('?dryRun=true')).body.accepted, true);
    const { status, body } = await send('');
    assert.deepEqual([status, body.status], [202, 'queued']);
    assert.equal((await send('?dryRun=true')).body.code, 'IDEMPOTENCY_KEY_REUSED');
  });
});

describe('the estimate of a dry run', () => {
  test('counts the bytes of all models, and parameters by the dtype', async (t) => {
    const api = await checkedApi(t);
    const alone = (await tryOut(api, { model: 'a/good' })).estimate;
    assert.deepEqual([alone.readBytes, alone.parameters, alone.basis], [1000, 500, 'constants']);
    const traced = (await tryOut(api, { model: 'a/good', base: 'a/large-float32', tasks: ['trace'] })).estimate;
    assert.equal(traced.readBytes, 2500);
    const adapter = (await tryOut(api, { model: 'a/lora', weightType: 'adapter' })).estimate;
    assert.deepEqual([adapter.readBytes, adapter.parameters], [1001, 500]);
    const unknown = (await tryOut(api, { model: 'a/none' })).estimate;
    assert.deepEqual([unknown.readBytes, unknown.memoryBytes, unknown.seconds], [null, null, null]);
  });

  test('counts the pairs of blocks that statistics compare', async (t) => {
    const api = await checkedApi(t);
    // So many parameters that seconds are told apart after rounding; no weight is read.
    const weights = 'x'.repeat(2 ** 24);
    const ofDepth = (blocks: number) => ({
      ...good,
      'config.json': config({ n_layer: blocks, quantization_config: { quant_method: 'mxfp4' } }),
      'model.safetensors': weights,
    });
    for (const blocks of [4, 12]) api.hub.setModel(`a/deep-${blocks}`, { files: ofDepth(blocks) });
    const seconds = async (statistics: string[] | undefined, more: object = {}) =>
      (await tryOut(api, { model: 'a/deep-12', base: 'a/deep-12', tasks: ['trace'], statistics, ...more })).estimate
        .seconds;
    const one = await seconds(['csu']);
    const near = (value: number, times: number) =>
      assert.ok(Math.abs(value - times * one) < 0.06 * times + 0.06, `${value} is not ${times} times ${one}`);
    near(await seconds(undefined), 3);
    near(await seconds(['csu', 'csh', 'match']), 3);
    near(await seconds(['csu-all']), 12);
    near(await seconds(['csu', 'csu-all']), 13);
    near(await seconds(['match-all', 'csu-all']), 24);
    near(
      await seconds(['csu'], {
        trace: {
          blocks: [
            [0, 3],
            [1, 4],
            [2, 5],
          ],
        },
      }),
      3 / 12,
    );
    near(
      await seconds(['csu-all'], {
        trace: {
          blocks: [
            [0, 3],
            [1, 4],
            [2, 5],
          ],
        },
      }),
      9 / 12,
    );
    // Of a model of 12 blocks and one of 4: 48 pairs, 4 for each of the 12.
    near(await seconds(['csu'], { base: 'a/deep-4' }), 4);
    near(await seconds(['csu', 'csu-all'], { base: 'a/deep-4' }), 4);
    near(await seconds(['l2', 'qk'], { base: 'a/deep-4' }), 2);
    near(
      await seconds(['csu'], {
        base: 'a/deep-4',
        trace: {
          blocks: [
            [0, 0],
            [1, 4],
          ],
        },
      }),
      2 / 12,
    );
  });

  test('takes seconds from what evaluations of several sizes took', async (t) => {
    const api = await checkedApi(t);
    const { executeSql } = await import('../../../packages/core/test/services.ts');
    const request = { model: 'm', tasks: ['perplexity' as const] };
    for (let size = 1; size <= 10; size++) {
      const { id } = await api.store.create({ request, commit: null, baseCommit: null });
      const { attempt } = (await api.store.start(id))!;
      await api.store.succeed(id, attempt, exampleResults(request, { parameters: size * 100 }));
      // 3 seconds, and 1 for each 100 parameters.
      await executeSql(
        api.databaseUrl,
        `update evaluations set started_at = finished_at - interval '${3 + size} seconds' where id = '${id}'`,
      );
      const { estimate } = await tryOut(api, { model: 'a/good' });
      if (size < 10) assert.equal(estimate.basis, 'constants');
      else assert.deepEqual([estimate.basis, estimate.seconds], ['history', 8]);
    }
    assert.equal(
      (await tryOut(api, { model: 'a/good', base: 'a/good', tasks: ['trace'] })).estimate.basis,
      'constants',
    );
  });
});

test('the policy comes from the environment', () => {
  const { policy, doNotSubmitFile } = readApiConfig({
    ...{ DATABASE_URL: 'postgres://h/d', CHECK_LICENSE: 'refuse', CHECK_MODEL_CARD: 'ignore' },
    ...{ MAX_WEIGHT_BYTES: 'float32=600, bfloat16=300,100', DO_NOT_SUBMIT: 'a/*, b/c', DO_NOT_SUBMIT_FILE: '/list' },
  });
  assert.deepEqual(policy, {
    ...{ license: 'refuse', modelCard: 'ignore', doNotSubmit: ['a/*', 'b/c'] },
    maxWeightBytes: { float32: 600, bfloat16: 300, '*': 100 },
  });
  assert.equal(doNotSubmitFile, '/list');
  for (const wrong of [{ CHECK_LICENSE: 'maybe' }, { MAX_WEIGHT_BYTES: 'large' }, { MAX_WEIGHT_BYTES: '1,,2' }])
    assert.throws(() => readApiConfig({ DATABASE_URL: 'postgres://h/d', ...wrong }), { code: 'ENVIRONMENT_INVALID' });
});

test('patterns: * is any text, case does not count, and no pattern takes long', () => {
  const cases: [id: string, pattern: string, matches: boolean][] = [
    ['a/b', 'a/b', true],
    ['A/B', 'a/b', true],
    ['a/bc', 'a/b', false],
    ['a/bc', 'a/*', true],
    ['aa/b', 'a/*', false],
    ['a/x-gguf-y', '*gguf*', true],
    ['aba', 'ab*ba', false],
    ['abba', 'ab*ba', true],
    ['a.b', 'a?b', false],
    ['anything', '*', true],
  ];
  for (const [id, pattern, matches] of cases)
    assert.equal(matchingPattern(id, [pattern]) !== undefined, matches, `${id} ${pattern}`);
  assert.equal(matchingPattern('a'.repeat(500), [`${'*a'.repeat(250)}*b`]), undefined);
});
