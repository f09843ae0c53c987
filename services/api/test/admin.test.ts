import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createEvaluationQueue, startEvaluationWorker } from '@model-trace/core/queue';
import { queueBackends } from '../../../packages/core/test/services.ts';
import { keyedApi } from './keyed-api.ts';
import { runningApi } from './running-api.ts';

const submission = { model: 'owner/g0', tasks: ['perplexity'], force: true };

for (const backend of await queueBackends()) {
  describe(`administration, queue in ${backend.name}`, { skip: backend.skip }, () => {
    const started = async (t: Parameters<typeof keyedApi>[0]) => {
      let queueOptions: ReturnType<typeof backend.options> | undefined;
      const api = await keyedApi(t, {
        queue: (databaseUrl) => {
          queueOptions = backend.options(t, databaseUrl);
          return { redisUrl: queueOptions.redisUrl, queuePrefix: queueOptions.prefix };
        },
      });
      const [admin, submit, read] = [await api.make('admin'), await api.make('submit'), await api.make('read')];
      const add = async (body: object = submission): Promise<string> =>
        (await api.ask(submit, 'POST', '/v1/evaluations', { body })).body.id;
      const queue = createEvaluationQueue(queueOptions!);
      t.after(() => queue.close());
      return { api, admin, submit, read, add, queue, queueOptions: queueOptions! };
    };

    test('only admins look, pause, resume, drain and set priorities', async (t) => {
      const { api, admin, submit, read, add } = await started(t);
      const id = await add();
      const operations = [
        ['GET', '/v1/admin/queue'],
        ['POST', '/v1/admin/queue:pause'],
        ['POST', '/v1/admin/queue:resume'],
        ['POST', '/v1/admin/queue:drain'],
        ['PATCH', `/v1/evaluations/${id}`],
        ['GET', '/admin/queues'],
        ['GET', '/admin/queues/api/queues'],
      ];
      for (const [method, path] of operations) {
        const options = method === 'PATCH' ? { body: { priority: 1 } } : {};
        assert.equal((await api.ask(null, method, path, options)).status, 401, path);
        for (const key of [submit, read])
          assert.equal((await api.ask(key, method, path, options)).body.code, 'SCOPE_MISSING', path);
      }
      assert.equal((await api.ask(admin, 'GET', '/v1/admin/queue')).body.evaluations.queued, 1);
    });

    test('paused, nothing is taken; resumed, the larger priority is taken first', async (t) => {
      const { api, admin, add, queueOptions } = await started(t);
      const paused = await api.ask(admin, 'POST', '/v1/admin/queue:pause');
      assert.deepEqual([paused.status, paused.body.paused], [200, true]);
      const ids = [await add(), await add(), await add()];
      const changed = await api.ask(admin, 'PATCH', `/v1/evaluations/${ids[2]}`, { body: { priority: 5 } });
      assert.deepEqual([changed.status, (await api.store.get(ids[2]))?.priority], [200, 5]);
      const overview = (await api.ask(admin, 'GET', '/v1/admin/queue')).body;
      assert.deepEqual(overview, {
        paused: true,
        evaluations: { queued: 3, running: 0 },
        jobs: { waiting: 3, delayed: 0, active: 0 },
      });
      const taken: string[] = [];
      const worker = await startEvaluationWorker({
        ...queueOptions,
        concurrency: 1,
        process: async ({ id }) => {
          taken.push(id);
          return 'done';
        },
        onError: () => {},
      });
      t.after(() => worker.close());
      // Long enough for a worker that does not care: it takes waiting jobs within milliseconds.
      await sleep(500);
      assert.deepEqual(taken, []);
      assert.equal((await api.ask(admin, 'POST', '/v1/admin/queue:resume')).body.paused, false);
      const deadline = performance.now() + 20_000;
      while (taken.length < 3 && performance.now() < deadline) await sleep(20);
      assert.deepEqual(taken, [ids[2], ids[0], ids[1]]);
    });

    test('a drain cancels what waits, in rows and in the queue, and leaves what runs', async (t) => {
      const { api, admin, add, queue } = await started(t);
      const ids = await Promise.all(Array.from({ length: 40 }, () => add()));
      await api.store.start(ids[0]);
      const drained = await api.ask(admin, 'POST', '/v1/admin/queue:drain');
      assert.deepEqual([drained.status, drained.body], [200, { canceled: 39, complete: true }]);
      assert.equal((await api.store.get(ids[0]))?.status, 'running');
      for (const id of ids.slice(1)) {
        assert.equal((await api.store.get(id))?.status, 'canceled');
        assert.equal(await queue.state(id), null);
      }
      // Nothing is left that a sweep would queue again.
      assert.deepEqual((await api.ask(admin, 'GET', '/v1/admin/queue')).body.evaluations, { queued: 0, running: 1 });
      const refused = await api.ask(admin, 'PATCH', `/v1/evaluations/${ids[1]}`, { body: { priority: 1 } });
      assert.deepEqual([refused.status, refused.body.code], [409, 'CONFLICT']);
      const unknown = '/v1/evaluations/00000000-0000-7000-8000-000000000000';
      assert.equal((await api.ask(admin, 'PATCH', unknown, { body: { priority: 1 } })).status, 404);
      assert.equal((await api.ask(admin, 'PATCH', unknown, { body: { priority: 101 } })).status, 400);
    });

    test('the board is shown to a browser with an admin key as its password, and changes nothing', async (t) => {
      const { api, admin, submit, add, queue } = await started(t);
      const id = await add();
      const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` });
      const get = (path: string, headers: Record<string, string> = basic(admin)) =>
        fetch(new URL(path, api.url), { headers });
      const challenge = await get('/admin/queues', {});
      assert.equal(challenge.status, 401);
      assert.equal(challenge.headers.get('www-authenticate'), 'Basic realm="model-trace", charset="UTF-8"');
      assert.match(String(challenge.headers.get('content-type')), /problem\+json/);
      assert.equal((await get('/admin/queues', basic(submit))).status, 403);
      const page = await get('/admin/queues');
      const html = await page.text();
      assert.equal(page.status, 200, html);
      const policy = String(page.headers.get('content-security-policy'));
      assert.match(policy, /default-src 'none'; script-src 'self'/);
      assert.doesNotMatch(policy, /https?:|unsafe-eval/);
      // What runs comes from files of ours: no script in the page itself, but for its data.
      for (const [, attributes] of html.matchAll(/<script([^>]*)>/g))
        assert.match(attributes, / src="static\/|type="application\/json"/);
      const base = /<base href="([^"]+)"/.exec(html)![1];
      for (const [, source] of html.matchAll(/(?:src|href)="(static\/[^"]+)"/g)) {
        const file = await get(new URL(source, new URL(base, api.url)).pathname);
        assert.equal(file.status, 200, source);
        await file.arrayBuffer();
      }
      const { queues } = (await (await get('/admin/queues/api/queues')).json()) as {
        queues: { name: string; readOnlyMode: boolean; counts: Record<string, number> }[];
      };
      assert.deepEqual(
        [queues[0].name, queues[0].readOnlyMode, queues[0].counts.prioritized],
        ['evaluations', true, 1],
      );
      for (const change of ['pause', 'empty', 'obliterate', 'retry/failed', 'promote']) {
        const response = await fetch(new URL(`/admin/queues/api/queues/evaluations/${change}`, api.url), {
          method: 'PUT',
          headers: basic(admin),
        });
        assert.ok(response.status >= 400 && response.status < 500, `${change}: ${response.status}`);
      }
      assert.equal(await queue.state(id), 'waiting');
    });
  });
}

test('a board whose queue is away says so, and the API lives', async (t) => {
  const { get } = await runningApi(t, { redisUrl: 'redis://127.0.0.1:1' });
  const { status, body } = await get('/admin/queues');
  assert.deepEqual([status, body.code], [503, 'UNAVAILABLE']);
  assert.equal((await get('/v1/admin/queue')).status, 503);
  assert.equal((await get('/health/live')).status, 200);
});

test('a page of another site can change nothing, whoever looks at it', async (t) => {
  const { url } = await runningApi(t);
  const drain = async (site: string) =>
    (await fetch(new URL('/v1/admin/queue:drain', url), { method: 'POST', headers: { 'sec-fetch-site': site } }))
      .status;
  assert.deepEqual([await drain('cross-site'), await drain('same-site')], [403, 403]);
  assert.deepEqual([await drain('same-origin'), await drain('none')], [200, 200]);
});
