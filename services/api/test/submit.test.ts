import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ModelTraceError } from '@model-trace/core/errors';
import { gpt2Commit } from './fake-models.ts';
import { testApp } from './test-app.ts';

const post = { method: 'POST', url: '/v1/evaluations' } as const;

describe('POST /v1/evaluations', () => {
  test('answers 202 with where to look and when, stores the pinned commits, then enqueues', async (t) => {
    const { app, store, enqueued } = await testApp(t);
    const payload = { model: 'a/b', revision: 'v1', tasks: ['trace', 'perplexity'], statistics: ['match'] };
    const response = await app.inject({ ...post, payload });
    assert.equal(response.statusCode, 202, response.body);
    const body = response.json();
    assert.equal(response.headers.location, `/v1/evaluations/${body.id}`);
    assert.match(String(response.headers['retry-after']), /^[1-9]\d*$/);
    assert.deepEqual(
      [body.status, body.model, body.revision, body.commit, body.queuePosition, body.result],
      ['queued', 'a/b', 'v1', gpt2Commit, 0, null],
    );
    assert.deepEqual(enqueued, [body.id]);
    assert.deepEqual(store.evaluations[0].request, { ...payload, base: 'openai-community/gpt2' });
    assert.equal(store.evaluations[0].baseCommit, gpt2Commit);
  });

  test('a request without a trace has no base', async (t) => {
    const { app, store } = await testApp(t);
    const response = await app.inject({ ...post, payload: { model: 'a/b', tasks: ['perplexity'] } });
    assert.equal(response.json().base, null);
    assert.deepEqual(store.evaluations[0].request, { model: 'a/b', tasks: ['perplexity'] });
  });

  const refused = {
    'no/such': 'MODEL_NOT_FOUND',
    'meta/gated': 'MODEL_GATED',
    'no/config': 'CONFIG_INVALID',
    'bad/config': 'CONFIG_INVALID',
    'list/config': 'CONFIG_INVALID',
    'no/weights': 'WEIGHTS_MISSING',
    'no/tokenizer': 'TOKENIZER_MISSING',
    'odd/architecture': 'ARCHITECTURE_UNSUPPORTED',
    'four/bits': 'QUANTIZATION_UNSUPPORTED',
  };
  for (const [model, code] of Object.entries(refused)) {
    test(`refuses ${model} at once: ${code}, and stores nothing`, async (t) => {
      const { app, store, enqueued } = await testApp(t);
      const response = await app.inject({ ...post, payload: { model, tasks: ['perplexity'] } });
      assert.equal(response.statusCode, 422, response.body);
      const problem = response.json();
      assert.equal(problem.code, code);
      assert.equal(problem.retryable, false);
      assert.deepEqual(
        problem.errors.map((each: { pointer: string; code: string }) => [each.pointer, each.code]),
        [['/model', code]],
      );
      assert.deepEqual([store.evaluations, enqueued], [[], []]);
    });
  }

  test('says which field is wrong: the base, its revision, the revision', async (t) => {
    const { app } = await testApp(t);
    const cases = [
      [{ model: 'a/b', base: 'no/such' }, '/base'],
      [{ model: 'a/b', baseRevision: 'no-such-revision' }, '/baseRevision'],
      [{ model: 'a/b', revision: 'no-such-revision' }, '/revision'],
    ] as const;
    for (const [fields, pointer] of cases) {
      const response = await app.inject({ ...post, payload: { ...fields, tasks: ['trace'] } });
      assert.equal(response.statusCode, 422);
      assert.equal(response.json().errors[0].pointer, pointer);
    }
  });

  for (const model of ['hub/down', 'hub/busy']) {
    test(`accepts ${model} unresolved: the Hub may be back when the worker starts`, async (t) => {
      const { app, enqueued } = await testApp(t);
      const response = await app.inject({ ...post, payload: { model, tasks: ['perplexity'] } });
      assert.equal(response.statusCode, 202, response.body);
      assert.equal(response.json().commit, null);
      assert.equal(enqueued.length, 1);
    });
  }

  test('takes a model whose weights are in pytorch_model.bin', async (t) => {
    const { app } = await testApp(t);
    const payload = { model: 'has/pytorch', tasks: ['perplexity'] };
    assert.equal((await app.inject({ ...post, payload })).statusCode, 202);
  });

  test('a base without a tokenizer.json is fine: no text is read with it', async (t) => {
    const { app } = await testApp(t);
    const payload = { model: 'a/b', base: 'no/tokenizer', tasks: ['perplexity', 'trace'] };
    assert.equal((await app.inject({ ...post, payload })).statusCode, 202);
  });

  test('a bug while resolving is a 500 that says nothing of our insides', async (t) => {
    const { app, store } = await testApp(t);
    const response = await app.inject({ ...post, payload: { model: 'our/bug', tasks: ['perplexity'] } });
    assert.equal(response.statusCode, 500);
    assert.doesNotMatch(response.body, /secret|internal\b.*db/);
    assert.equal(store.evaluations.length, 0);
  });

  test('a queue that is away loses nothing: the row is stored and the answer is 202', async (t) => {
    const queue = {
      add: async () => Promise.reject(new ModelTraceError('UNAVAILABLE', 'The queue is not reachable')),
      addMany: async () => {},
      remove: async () => false,
      ping: async () => {},
    };
    const { app, store } = await testApp(t, { queue });
    const response = await app.inject({ ...post, payload: { model: 'a/b', tasks: ['perplexity'] } });
    assert.equal(response.statusCode, 202);
    assert.equal(store.evaluations[0].id, response.json().id);
  });

  test('fields that only a trace reads are refused without one', async (t) => {
    const { app } = await testApp(t);
    const payload = {
      model: 'a/b',
      base: 'c/d',
      statistics: ['csu'],
      permutations: 9,
      align: 'both',
      tasks: ['perplexity'],
    };
    const response = await app.inject({ ...post, payload });
    assert.equal(response.statusCode, 400);
    assert.deepEqual(
      response.json().errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/base', '/statistics', '/permutations', '/align'],
    );
  });

  test('the number format of a perplexity is stored, and refused without one', async (t) => {
    const { app, store } = await testApp(t);
    const accepted = { model: 'a/b', tasks: ['perplexity'], dtype: 'float16' };
    assert.equal((await app.inject({ ...post, payload: accepted })).statusCode, 202);
    assert.equal(store.evaluations[0].request.dtype, 'float16');
    for (const payload of [
      { model: 'a/b', base: 'c/d', tasks: ['trace'], dtype: 'float16' },
      { model: 'a/b', tasks: ['perplexity'], dtype: 'float64' },
    ]) {
      const response = await app.inject({ ...post, payload });
      assert.equal(response.statusCode, 400);
      assert.match(JSON.stringify(response.json().errors), /dtype/);
    }
  });

  describe('with weights over a base', () => {
    const adapter = { model: 'an/adapter', weightType: 'adapter', tasks: ['perplexity'] };

    test('the base that an adapter names is written out and pinned beside the adapter', async (t) => {
      const { app, store } = await testApp(t);
      const response = await app.inject({ ...post, payload: adapter });
      assert.equal(response.statusCode, 202, response.body);
      const { weightType, weightsBase, weightsBaseRevision, commit, base } = response.json();
      assert.deepEqual(
        [weightType, weightsBase, weightsBaseRevision, commit, base],
        ['adapter', 'its/base', gpt2Commit, gpt2Commit, null],
      );
      const pinned = { weightsBase: 'its/base', weightsBaseRevision: gpt2Commit };
      assert.deepEqual(store.evaluations[0].request, { ...adapter, ...pinned });
    });

    test('another base may be asked for, and a Hub that is down leaves it to the worker', async (t) => {
      const { app, store } = await testApp(t);
      const asked = { ...adapter, weightsBase: 'hub/down', weightsBaseRevision: 'v3' };
      assert.equal((await app.inject({ ...post, payload: asked })).statusCode, 202);
      assert.deepEqual(store.evaluations[0].request, asked);
      const delta = { model: 'a/delta', weightType: 'delta', weightsBase: 'c/d', tasks: ['perplexity'] };
      assert.equal((await app.inject({ ...post, payload: delta })).json().weightsBaseRevision, gpt2Commit);
    });

    const refused: [fields: object, code: string, pointer: string][] = [
      [{ weightType: 'original' }, 'WEIGHT_TYPE_MISMATCH', '/weightType'],
      [{ model: 'a/b' }, 'WEIGHT_TYPE_MISMATCH', '/weightType'],
      [{ model: 'an/adapter-of-no-base' }, 'WEIGHTS_BASE_MISSING', '/weightsBase'],
      [{ model: 'a/b', weightType: 'delta' }, 'WEIGHTS_BASE_MISSING', '/weightsBase'],
      [{ model: 'an/adapter-of-adapter' }, 'WEIGHT_TYPE_MISMATCH', '/weightType'],
      [{ model: 'a/dora' }, 'ADAPTER_UNSUPPORTED', '/model'],
      [{ model: 'no/adapter-weights' }, 'WEIGHTS_MISSING', '/model'],
      [{ weightsBase: 'no/such' }, 'MODEL_NOT_FOUND', '/weightsBase'],
      [{ weightsBase: 'no/tokenizer' }, 'TOKENIZER_MISSING', '/weightsBase'],
      [{ weightsBaseRevision: 'no-such-revision' }, 'REVISION_NOT_FOUND', '/weightsBaseRevision'],
    ];
    for (const [fields, code, pointer] of refused) {
      test(`${JSON.stringify(fields)} is refused at once: ${code}`, async (t) => {
        const { app, store } = await testApp(t);
        const response = await app.inject({ ...post, payload: { ...adapter, ...fields } });
        assert.equal(response.statusCode, 422, response.body);
        assert.deepEqual([response.json().code, response.json().errors[0].pointer], [code, pointer]);
        assert.equal(store.evaluations.length, 0);
      });
    }

    test('a base of weights without a weightType is refused: it would not be used', async (t) => {
      const { app } = await testApp(t);
      const response = await app.inject({ ...post, payload: { model: 'a/b', weightsBase: 'c/d', tasks: ['trace'] } });
      assert.deepEqual([response.statusCode, response.json().errors[0].pointer], [400, '/weightsBase']);
    });
  });
});

test('a service that stops lets those go who wait, with where to look later', { timeout: 20_000 }, async (t) => {
  const { app, store } = await testApp(t);
  const headers = { prefer: 'wait=60' };
  const waiting = app.inject({ ...post, headers, payload: { model: 'a/b', tasks: ['perplexity'] } });
  // As soon as it is looked at, it waits.
  const looked = Promise.withResolvers<void>();
  const { finished } = store;
  store.finished = (ids) => {
    looked.resolve();
    return finished(ids);
  };
  await looked.promise;
  await app.close();
  const response = await waiting;
  assert.deepEqual([response.statusCode, response.json().status], [202, 'queued']);
  assert.equal(response.headers.location, `/v1/evaluations/${response.json().id}`);
});
