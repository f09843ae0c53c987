import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { evaluate } from '@model-trace/core/evaluation';
import { createEvaluationQueue } from '@model-trace/core/queue';
import fc from 'fast-check';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { queueBackends } from '../../../packages/core/test/services.ts';
import { exampleModels, runningApi } from './running-api.ts';

const adapters = new URL('../../../packages/core/test/fixtures/adapters/', import.meta.url);

for (const backend of await queueBackends()) {
  describe(`API with its queue in ${backend.name}`, { skip: backend.skip }, () => {
    test('a submission is stored, queued, followed, finished and on the leaderboard', async (t) => {
      let queueOptions: ReturnType<typeof backend.options> | undefined;
      const { get, post, store, hub } = await runningApi(t, {
        queue: (databaseUrl) => {
          queueOptions = backend.options(t, databaseUrl);
          return { redisUrl: queueOptions.redisUrl, queuePrefix: queueOptions.prefix };
        },
      });
      hub.setModel('owner/g1', { dir: join(exampleModels, 'g1') });
      assert.equal((await get('/health/ready')).status, 200);
      const payload = { model: 'owner/g0', base: 'owner/g1', tasks: ['perplexity', 'trace'] };
      const submitted = await post('/v1/evaluations', payload);
      assert.equal(submitted.status, 202, JSON.stringify(submitted.body));
      const { id, commit, baseCommit } = submitted.body;
      assert.equal(commit, await hub.commitOf('owner/g0'));
      assert.equal(baseCommit, await hub.commitOf('owner/g1'));
      const queue = createEvaluationQueue(queueOptions!);
      t.after(() => queue.close());
      assert.equal(await queue.state(id), 'waiting');

      const url = String(submitted.headers.get('location'));
      const { attempt } = (await store.start(id))!;
      await store.saveProgress(id, attempt, { task: 'perplexity', phase: 'layers', done: 1, total: 2, unit: 'layers' });
      const running = (await get(url)).body;
      assert.deepEqual([running.status, running.attempts, running.progress.done], ['running', 1, 1]);
      const results = exampleResults((await store.get(id))!.request, { log10PValue: -1234.5, perplexity: 40, commit });
      assert.ok(await store.succeed(id, attempt, results));
      const done = (await get(url)).body;
      assert.equal(done.status, 'succeeded');
      assert.deepEqual(done.result, results);
      const [entry] = (await get('/v1/leaderboard')).body.items;
      assert.deepEqual(
        [entry.model, entry.commit, entry.metrics.perplexity.value, entry.metrics.trace.display, entry.url],
        ['owner/g0', commit, 40, '10^-1234.5', url],
      );
      const csv = (await get('/v1/leaderboard?format=csv')).body;
      assert.match(csv, /\r\nowner\/g0,40,10\^-1234\.5,-1234\.5,/);

      const second = (await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'] })).body;
      assert.equal((await post(`${second.url}/cancel`)).body.status, 'canceled');
      assert.equal(await queue.state(second.id), null);
      assert.equal((await post(`${url}/cancel`)).status, 409);
    });
  });
}

test('past its deadline an evaluation expires where no worker lives', async (t) => {
  const { get, post } = await runningApi(t);
  const payload = { model: 'owner/g0', tasks: ['perplexity'] };
  const { body } = await post('/v1/evaluations', payload, { 'cancel-after': '1s' });
  let shown = body;
  while (shown.status === 'queued') {
    await sleep(50);
    shown = (await get(body.url)).body;
  }
  assert.deepEqual([shown.status, shown.error.code], ['expired', 'DEADLINE_EXCEEDED']);
});

test('a queue that is away: the request is accepted, stored, and /health/ready says what is missing', async (t) => {
  // Port 1 is reserved and never listens.
  const { get, post, store } = await runningApi(t, { redisUrl: 'redis://127.0.0.1:1' });
  const { status, body } = await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'] });
  assert.equal(status, 202);
  assert.equal((await store.get(body.id))?.status, 'queued');
  const ready = await get('/health/ready');
  assert.deepEqual([ready.status, ready.body.detail], [503, 'The queue cannot be reached']);
});

test('a database that is away: 503 with Retry-After everywhere, and the process lives', async (t) => {
  const { get, post } = await runningApi(t, { databaseUrl: 'postgres://postgres@127.0.0.1:1/nowhere' });
  for (const path of ['/v1/evaluations', '/v1/leaderboard', '/v1/leaderboard?format=csv', '/health/ready']) {
    const { status, body, headers } = await get(path);
    assert.deepEqual([status, body.code], [503, 'UNAVAILABLE'], path);
    assert.ok(headers.get('retry-after'));
    assert.doesNotMatch(JSON.stringify(body), /127\.0\.0\.1|ECONNREFUSED/);
  }
  assert.equal((await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'] })).status, 503);
  assert.equal((await get('/health/live')).status, 200);
});

describe('models of the real Hub access', () => {
  test('directories under the roots are taken, others are not', async (t) => {
    const { post } = await runningApi(t);
    const submit = async (model: string, more = {}) =>
      post('/v1/evaluations', { model, tasks: ['perplexity'], ...more });
    const taken = await submit(join(exampleModels, 'g0'));
    assert.deepEqual([taken.status, taken.body.commit], [202, null]);
    for (const model of [
      '/etc',
      join(exampleModels, '..', '..', 'packages'),
      `${exampleModels}/../../packages`,
      '../../etc',
    ])
      assert.equal((await submit(model)).body.code, 'MODEL_PATH_FORBIDDEN', model);
    const revision = await submit(join(exampleModels, 'g0'), { revision: 'main' });
    assert.deepEqual([revision.status, revision.body.errors[0].pointer], [400, '/revision']);
  });

  test('what the Hub refuses is refused at once', async (t) => {
    const { post } = await runningApi(t);
    const codes = {
      'owner/none': 'MODEL_NOT_FOUND',
      'owner/gated': 'MODEL_GATED',
      'owner/gguf': 'WEIGHTS_MISSING',
      'owner/rwkv': 'ARCHITECTURE_UNSUPPORTED',
      'owner/../none': 'MODEL_ID_INVALID',
      'owner/g0/config.json': 'MODEL_ID_INVALID',
    };
    for (const [model, code] of Object.entries(codes)) {
      const { status, body } = await post('/v1/evaluations', { model, tasks: ['perplexity'] });
      assert.deepEqual([status, body.code], [422, code], model);
    }
    const revision = await post('/v1/evaluations', { model: 'owner/g0', revision: 'v9', tasks: ['perplexity'] });
    assert.deepEqual([revision.body.code, revision.body.errors[0].pointer], ['REVISION_NOT_FOUND', '/revision']);
  });

  test('a Hub that is down is the problem of the worker, not of who submits', async (t) => {
    const { post, hub } = await runningApi(t);
    await hub.close();
    const { status, body } = await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'] });
    assert.deepEqual([status, body.commit], [202, null]);
  });
});

test('an adapter is pinned with its base, computed from both, and says so in its result', async (t) => {
  const { get, post, store, hub } = await runningApi(t);
  hub.setModel('owner/g0-lora', { dir: fileURLToPath(new URL('g0-lora', adapters)) });
  const payload = { model: 'owner/g0-lora', weightType: 'adapter', base: 'owner/g0', tasks: ['perplexity', 'trace'] };
  const submitted = await post('/v1/evaluations', payload);
  assert.equal(submitted.status, 202, JSON.stringify(submitted.body));
  const { url, id, weightsBase, weightsBaseRevision, commit } = submitted.body;
  const baseCommit = await hub.commitOf('owner/g0');
  assert.deepEqual([weightsBase, weightsBaseRevision], ['owner/g0', baseCommit]);

  // What the base is pushed to afterwards is of no account.
  hub.setModel('owner/g0', { files: { 'config.json': '{}' } });
  const { attempt, request } = (await store.start(id))!;
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-adapter-'));
  t.after(() => rm(cacheDir, { recursive: true, force: true }));
  const models = { roots: [], cacheDir, cacheMaxBytes: 2 ** 30, hubEndpoint: hub.endpoint };
  const pinned = { ...request, revision: commit, baseRevision: baseCommit };
  const results = await evaluate({ request: pinned, models, provider: 'cpu', codeCommit: null });
  assert.ok(await store.succeed(id, attempt, results));
  const { result } = (await get(url)).body;
  for (const { protocol } of [result.perplexity, result.trace]) {
    const { weightType, weightsBase, ...model } = protocol.model;
    assert.deepEqual([model.id, model.commit, weightType], ['owner/g0-lora', commit, 'adapter']);
    assert.deepEqual([weightsBase.id, weightsBase.commit], ['owner/g0', baseCommit]);
    assert.ok(weightsBase.files['model.safetensors'].sizeBytes > 0);
  }
  assert.deepEqual(result, JSON.parse(JSON.stringify(results)));
  assert.equal(result.trace.verdict, 'derived');
});

test('pages stay stable while evaluations are added', async (t) => {
  const { get, store } = await runningApi(t);
  const add = async (count: number) => {
    for (let index = 0; index < count; index++)
      await store.create({ request: { model: 'owner/g0', tasks: ['perplexity'] }, commit: null, baseCommit: null });
  };
  await add(7);
  const before = (await get('/v1/evaluations')).body.items.map((item: { id: string }) => item.id);
  const seen: string[] = [];
  for (let path: string | undefined = '/v1/evaluations?limit=3'; path !== undefined; ) {
    const { body, headers } = await get(path);
    seen.push(...body.items.map((item: { id: string }) => item.id));
    path = /^<(.+)>/.exec(headers.get('link') ?? '')?.[1];
    await add(2);
  }
  assert.deepEqual(seen, before);
});

test('a cursor of one list or order is no cursor of another', async (t) => {
  const { get, store } = await runningApi(t);
  for (const model of ['a/a', 'b/b']) {
    const { id, request } = await store.create({
      request: { model, tasks: ['perplexity'] },
      commit: null,
      baseCommit: null,
    });
    const { attempt } = (await store.start(id))!;
    await store.succeed(id, attempt, exampleResults(request));
  }
  const { nextCursor } = (await get('/v1/leaderboard?sort=model&limit=1')).body;
  assert.equal((await get(`/v1/leaderboard?sort=model&limit=1&cursor=${nextCursor}`)).body.items[0].model, 'b/b');
  const wrong = ['/v1/evaluations?', '/v1/leaderboard?sort=perplexity&', '/v1/leaderboard?sort=model&order=desc&'];
  for (const path of wrong) {
    const { status, body } = await get(`${path}cursor=${nextCursor}`);
    assert.deepEqual([status, body.code], [400, 'CURSOR_INVALID'], path);
  }
});

test('no text in a filter, a cursor or a body makes the real database fail', async (t) => {
  const { get, post } = await runningApi(t);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }).map((each) => each.toWellFormed()),
    fc.constantFrom('%', '_', "'", '\\', '\u0000'),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(
        '/v1/leaderboard?search',
        '/v1/leaderboard?architecture',
        '/v1/leaderboard?cursor',
        '/v1/evaluations?model',
        '/v1/evaluations?cursor',
      ),
      text,
      async (parameter, value) => {
        const { status, body } = await get(`${parameter}=${encodeURIComponent(value)}`);
        assert.ok(status < 500, JSON.stringify(body));
      },
    ),
    { numRuns: 100 },
  );
  // Lone surrogates can only be written as escapes.
  const json = fc.string({ unit: 'binary' }).map((each) => JSON.stringify(each));
  await fc.assert(
    fc.asyncProperty(json, json, async (model, revision) => {
      const { status, body } = await post(
        '/v1/evaluations',
        `{"model":${model},"revision":${revision},"tasks":["perplexity"]}`,
      );
      assert.ok(status < 500, JSON.stringify(body));
    }),
    { numRuns: 100 },
  );
});
