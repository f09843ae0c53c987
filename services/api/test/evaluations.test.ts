import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testApp } from './test-app.ts';

const submit = (model: string) =>
  ({ method: 'POST', url: '/v1/evaluations', payload: { model, tasks: ['perplexity'] } }) as const;

test('a running evaluation shows its progress, a failed one its error', async (t) => {
  const { app, store } = await testApp(t);
  const { id } = (await app.inject(submit('a/b'))).json();
  const [evaluation] = store.evaluations;
  const progress = { task: 'perplexity', phase: 'layers', done: 3, total: 12, unit: 'layers' } as const;
  Object.assign(evaluation, { status: 'running', attempt: 1, startedAt: new Date(), progress });
  const running = await app.inject(`/v1/evaluations/${id}`);
  assert.equal(running.statusCode, 200);
  assert.deepEqual(
    [running.json().progress, running.json().attempts, running.json().queuePosition],
    [{ ...progress, layer: 3, layers: 12, etaSeconds: null }, 1, null],
  );
  assert.ok(running.headers['retry-after']);
  const error = { code: 'WEIGHTS_NON_FINITE', detail: 'NaN in h.0', retryable: false, fix: null };
  Object.assign(evaluation, { status: 'failed', progress: null, finishedAt: new Date(), error });
  const failed = await app.inject(`/v1/evaluations/${id}`);
  assert.deepEqual([failed.json().status, failed.json().error], ['failed', error]);
  assert.equal(failed.headers['retry-after'], undefined);
});

test('the queue position counts who stands before', async (t) => {
  const { app } = await testApp(t);
  for (const [index, model] of ['a/a', 'b/b', 'c/c'].entries())
    assert.equal((await app.inject(submit(model))).json().queuePosition, index);
});

test('lists filter and page, newest first, and link the next page', async (t) => {
  const { app, store } = await testApp(t);
  for (const model of ['a/a', 'b/b', 'a/a', 'c/c', 'a/a']) await app.inject(submit(model));
  store.evaluations[0].status = 'failed';
  const models = async (url: string) =>
    (await app.inject(url)).json().items.map((item: { model: string }) => item.model);
  assert.deepEqual(await models('/v1/evaluations'), ['a/a', 'c/c', 'a/a', 'b/b', 'a/a']);
  assert.deepEqual(await models('/v1/evaluations?status=queued&model=a%2Fa'), ['a/a', 'a/a']);
  const first = await app.inject('/v1/evaluations?limit=2&status=queued');
  const next = /^<(.+)>; rel="next"$/.exec(String(first.headers.link))![1];
  assert.equal(new URL(next, 'http://x').searchParams.get('cursor'), first.json().nextCursor);
  const second = await app.inject(next);
  assert.deepEqual(
    second.json().items.map((item: { model: string }) => item.model),
    ['a/a', 'b/b'],
  );
  assert.deepEqual([second.json().nextCursor, second.headers.link], [null, undefined]);
  assert.ok(!('result' in first.json().items[0]));
});

test('cancel: queued and again are fine, finished is a conflict, unknown is not found', async (t) => {
  const { app, store } = await testApp(t);
  const { id } = (await app.inject(submit('a/b'))).json();
  const cancel = { method: 'POST', url: `/v1/evaluations/${id}/cancel` } as const;
  for (const headers of [{}, { 'content-type': 'application/json' }]) {
    const response = await app.inject({ ...cancel, headers });
    assert.deepEqual([response.statusCode, response.json().status], [200, 'canceled']);
  }
  store.evaluations[0].status = 'succeeded';
  const late = await app.inject(cancel);
  assert.deepEqual([late.statusCode, late.json().code], [409, 'CONFLICT']);
  const unknown = await app.inject({ ...cancel, url: '/v1/evaluations/00000000-0000-4000-8000-000000000000/cancel' });
  assert.equal(unknown.statusCode, 404);
});
