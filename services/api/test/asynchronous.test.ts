import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { createEvaluationQueue } from '@model-trace/core/queue';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql, queueBackends } from '../../../packages/core/test/services.ts';
import { type ApiUnderTest, exampleModels, runningApi } from './running-api.ts';

const g0 = { model: 'owner/g0', tasks: ['perplexity'] };
const submit = '/v1/evaluations';

async function succeed({ store }: ApiUnderTest, id: string): Promise<void> {
  const { attempt, request, commit } = (await store.start(id))!;
  assert.ok(await store.succeed(id, attempt, exampleResults(request, { commit })));
}

const count = async ({ databaseUrl }: ApiUnderTest, table = 'evaluations'): Promise<number> =>
  Number((await executeSql(databaseUrl, `select count(*) from ${table}`)).rows[0].count);

describe('what was evaluated already', () => {
  test('20 identical submissions at once are one evaluation; its result answers the next; force runs anew', async (t) => {
    const api = await runningApi(t);
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(submit, g0)));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    assert.equal(answers.filter(({ body }) => body.reused).length, 19);
    assert.equal(await count(api), 1);
    const { id, url } = answers[0].body;
    await succeed(api, id);
    // The same request in other words.
    const reused = await api.post(submit, { ...g0, revision: 'main', dtype: 'float32' });
    assert.deepEqual([reused.status, reused.body.reused, reused.body.id], [200, true, id]);
    assert.deepEqual([reused.body.status, reused.headers.get('location')], ['succeeded', url]);
    assert.deepEqual(reused.body.result, (await api.get(url)).body.result);
    assert.equal(reused.headers.get('retry-after'), null);
    const forced = await api.post(submit, { ...g0, force: true, priority: 7 });
    assert.deepEqual([forced.status, forced.body.reused, forced.body.priority], [202, false, 7]);
    assert.notEqual(forced.body.id, id);
    assert.deepEqual((await api.store.get(forced.body.id))?.request, g0);
  });

  test('a model that was pushed to, or a directory, is never the same', async (t) => {
    const api = await runningApi(t);
    const first = (await api.post(submit, g0)).body;
    api.hub.setModel('owner/g0', { dir: join(exampleModels, 'l0') });
    assert.notEqual((await api.post(submit, g0)).body.commit, first.commit);
    assert.equal(await count(api), 2);
    const directory = { ...g0, model: join(exampleModels, 'g0') };
    await api.post(submit, directory);
    assert.equal((await api.post(submit, directory)).body.reused, false);
    assert.equal(await count(api), 4);
  });
});

for (const backend of await queueBackends()) {
  describe(`Prefer: wait with the queue in ${backend.name}`, { skip: backend.skip }, () => {
    test('answers soon after the end, holds no connection, and says what it applied', async (t) => {
      const api = await runningApi(t, {
        queue: (databaseUrl) => {
          const { redisUrl, prefix } = backend.options(t, databaseUrl);
          return { redisUrl, queuePrefix: prefix };
        },
      });
      // More than the pool has connections.
      const waiting = Array.from({ length: 30 }, () => api.post(submit, g0, { prefer: 'respond-async, wait=60' }));
      const endedAt = new Promise<number>((resolve) => {
        const poll = async () => {
          const [item] = (await api.get(submit)).body.items;
          if (item === undefined) return setTimeout(poll, 20);
          await succeed(api, item.id);
          resolve(performance.now());
        };
        // All of them wait by then.
        setTimeout(poll, 1_000);
      });
      const answers = await Promise.all(waiting);
      // Not because their time was over, however slow the machine is.
      assert.ok(performance.now() - (await endedAt) < 40_000);
      for (const { status, body, headers } of answers) {
        assert.deepEqual([status, body.status, headers.get('preference-applied')], [200, 'succeeded', 'wait=60']);
        assert.ok(body.result.perplexity);
        assert.equal(headers.get('retry-after'), null);
      }
    });
  });
}

describe('Prefer: wait', () => {
  test('is 202 when the time is over, is cut to 60 s, and is ignored where it cannot be read', async (t) => {
    const api = await runningApi(t);
    const began = performance.now();
    const timedOut = await api.post(submit, g0, { prefer: 'wait=1' });
    assert.ok(performance.now() - began >= 990);
    assert.deepEqual(
      [timedOut.status, timedOut.body.status, timedOut.headers.get('preference-applied')],
      [202, 'queued', 'wait=1'],
    );
    assert.ok(timedOut.headers.get('retry-after'));
    await succeed(api, timedOut.body.id);
    const long = await api.post(submit, g0, { prefer: 'wait=100000' });
    assert.deepEqual([long.status, long.headers.get('preference-applied')], [200, 'wait=60']);
    for (const prefer of ['wait', 'wait=-1', 'wait=soon', 'return=minimal', '=,;'])
      assert.equal((await api.post(submit, g0, { prefer })).headers.get('preference-applied'), null, prefer);
  });
});

test('Cancel-After becomes a deadline; what is no duration or too long is refused', async (t) => {
  const api = await runningApi(t);
  for (const [header, seconds] of [
    ['90s', 90],
    ['10m', 600],
    ['720h', 2_592_000],
  ] as const) {
    const { body } = await api.post(submit, { ...g0, force: true }, { 'cancel-after': header });
    const after = (Date.parse(body.deadlineAt) - Date.now()) / 1000;
    assert.ok(after > seconds - 10 && after <= seconds, `${header}: ${after}`);
  }
  assert.equal((await api.post(submit, { ...g0, force: true })).body.deadlineAt, null);
  for (const header of ['10', '0s', '-5m', '1.5h', '10 m', '10d', '721h', '9999999h', 'soon']) {
    const { status, body } = await api.post(submit, g0, { 'cancel-after': header });
    assert.deepEqual([status, body.errors[0].pointer, body.errors[0].in], [400, '/cancel-after', 'header'], header);
  }
  assert.equal(await count(api), 4);
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'k-1' };

  test('50 at once are one evaluation; afterwards status, headers and body are replayed', async (t) => {
    const api = await runningApi(t);
    const answers = await Promise.all(Array.from({ length: 50 }, () => api.post(submit, { ...g0, force: true }, key)));
    assert.equal(await count(api), 1);
    for (const { status, body, headers } of answers) {
      if (status === 202) continue;
      assert.deepEqual([status, body.code, headers.get('retry-after')], [409, 'IDEMPOTENCY_IN_FLIGHT', '1']);
    }
    const first = answers.find(({ status, headers }) => status === 202 && !headers.get('idempotency-replayed'))!;
    const again = await api.post(submit, { ...g0, force: true }, key);
    assert.equal(again.status, 202);
    assert.deepEqual(again.body, first.body);
    for (const name of ['location', 'retry-after', 'content-type'])
      assert.equal(again.headers.get(name), first.headers.get(name), name);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal(first.headers.get('idempotency-replayed'), null);
    const other = await api.post(submit, { ...g0, force: false }, key);
    assert.deepEqual([other.status, other.body.code], [422, 'IDEMPOTENCY_KEY_REUSED']);
    assert.equal(await count(api), 1);
  });

  test('what was refused is not stored: the corrected request may use the key', async (t) => {
    const api = await runningApi(t);
    for (const [payload, status] of [
      [{ ...g0, tasks: [] }, 400],
      [{ ...g0, base: 'owner/l0' }, 400],
      [{ ...g0, model: 'owner/none' }, 422],
    ] as const) {
      assert.equal((await api.post(submit, payload, key)).status, status);
      assert.equal(await count(api, 'idempotency_keys'), 0);
    }
    assert.equal((await api.post(submit, g0, key)).status, 202);
  });

  test('an answer that was waited for is the one that is replayed', async (t) => {
    const api = await runningApi(t);
    const waiting = api.post(submit, g0, { ...key, prefer: 'wait=30' });
    while ((await count(api)) === 0);
    // While the first waits its evaluation is stored, and so is a first answer.
    const [{ id }] = (await api.get(submit)).body.items;
    const meanwhile = await api.post(submit, g0, key);
    assert.deepEqual([meanwhile.status, meanwhile.body.id], [202, id]);
    await succeed(api, id);
    const waited = await waiting;
    assert.equal(waited.status, 200);
    const again = await api.post(submit, g0, key);
    assert.deepEqual([again.status, again.body], [200, waited.body]);
    assert.equal(again.headers.get('preference-applied'), 'wait=30');
  });

  test('the key of a process that died before it stored anything is taken over', async (t) => {
    const api = await runningApi(t);
    await executeSql(
      api.databaseUrl,
      `insert into idempotency_keys (owner, key, fingerprint) values ('anonymous', 'k-1', 'of a request long gone')`,
    );
    assert.equal((await api.post(submit, g0, key)).status, 422);
    await executeSql(api.databaseUrl, `update idempotency_keys set created_at = now() - interval '1 minute'`);
    assert.equal((await api.post(submit, g0, key)).status, 202);
    assert.equal((await api.post(submit, g0, key)).headers.get('idempotency-replayed'), 'true');
  });

  test('a key that is too long, or no header text, is refused', async (t) => {
    const api = await runningApi(t);
    assert.equal((await api.post(submit, g0, { 'idempotency-key': 'k'.repeat(255) })).status, 202);
    for (const wrong of ['k'.repeat(256), 'caf\u00e9'])
      assert.equal(
        (await api.post(submit, g0, { 'idempotency-key': wrong })).body.errors[0].pointer,
        '/idempotency-key',
      );
  });
});

describe('POST /v1/evaluations:batch', () => {
  const batch = '/v1/evaluations:batch';

  test('each item has its own outcome; what is the same is one evaluation', async (t) => {
    const api = await runningApi(t);
    const l0 = { ...g0, model: 'owner/l0' };
    await succeed(api, (await api.post(submit, l0)).body.id);
    const items = [g0, { model: 5 }, { ...g0, model: 'owner/none' }, g0, l0, { ...g0, base: 'owner/l0' }, 'text'];
    const { status, body } = await api.post(batch, { items }, { 'cancel-after': '1h' });
    assert.equal(status, 200, JSON.stringify(body));
    const statuses = body.items.map((item: { status: number }) => item.status);
    assert.deepEqual(statuses, [202, 400, 422, 202, 200, 400, 400]);
    const [first, invalid, unknown, second, reused, unread] = body.items;
    assert.deepEqual([first.evaluation.reused, second.evaluation.reused], [false, true]);
    assert.equal(first.evaluation.id, second.evaluation.id);
    assert.ok(first.evaluation.deadlineAt);
    assert.deepEqual([reused.evaluation.status, reused.evaluation.reused], ['succeeded', true]);
    assert.deepEqual([unknown.problem.code, unknown.problem.errors[0].pointer], ['MODEL_NOT_FOUND', '/items/2/model']);
    assert.deepEqual(invalid.problem.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/items/1/model',
      '/items/1/tasks',
    ]);
    assert.equal(unread.problem.errors[0].pointer, '/items/5/base');
    assert.equal(await count(api), 2);
  });

  test('1,000 items of one model ask the Hub once, are stored and enqueued, and replay under their key', async (t) => {
    const api = await runningApi(t);
    const items = Array.from({ length: 1000 }, (_, i) => ({ ...g0, perplexity: { maxLength: 2 + i } }));
    const before = api.hub.requests.length;
    const { status, body } = await api.post(batch, { items }, { 'idempotency-key': 'b' });
    assert.equal(status, 200, JSON.stringify(body).slice(0, 500));
    const asked = api.hub.requests.length - before;
    assert.ok(asked <= 5, `${asked} requests to the Hub`);
    assert.equal(await count(api), 1000);
    const ids = body.items.map((item: { evaluation: { id: string } }) => item.evaluation.id);
    assert.equal(new Set(ids).size, 1000);
    assert.deepEqual(ids.toSorted(), ids, 'ids follow the order of the items');
    const queue = createEvaluationQueue({ postgresUrl: api.databaseUrl });
    t.after(() => queue.close());
    assert.equal(await queue.state(ids[999]), 'waiting');
    const again = await api.post(batch, { items }, { 'idempotency-key': 'b' });
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(again.body, body);
    assert.equal(await count(api), 1000);
  });

  test('its size is bounded, and its neighbours in the path are nothing', async (t) => {
    const api = await runningApi(t);
    for (const items of [[], Array.from({ length: 1001 }, () => g0), 5]) {
      const { status, body } = await api.post(batch, { items });
      assert.deepEqual([status, body.errors[0].pointer], [400, '/items']);
    }
    assert.equal((await api.post(batch, { items: [{ ...g0, model: 'x'.repeat(9 * 2 ** 20) }] })).status, 413);
    assert.equal((await api.get(batch)).status, 405);
    assert.equal((await api.get('/v1/evaluationsbatch')).status, 404);
    assert.equal((await api.post('/v1/evaluations:other', {})).status, 404);
  });
});

test('retry queues again what failed, was canceled or expired; a place in the queue and an estimate come with it', async (t) => {
  const api = await runningApi(t);
  const { id, url } = (await api.post(submit, g0)).body;
  assert.equal((await api.post(`${url}/retry`)).status, 409);
  await api.store.start(id);
  await api.store.fail(id, 1, { code: 'HUB_UNAVAILABLE', detail: 'cut', retryable: true, fix: 'Try again' });
  const failed = (await api.get(url)).body;
  assert.deepEqual([failed.error.retryable, failed.error.fix], [true, 'Try again']);
  assert.ok(failed.finishedAt);
  const retried = await api.post(`${url}/retry`, undefined, { 'cancel-after': '5m' });
  assert.equal(retried.status, 202, JSON.stringify(retried.body));
  const { status, attempts, queuePosition, estimatedStartAt, finishedAt, deadlineAt } = retried.body;
  assert.deepEqual([status, attempts, queuePosition, finishedAt], ['queued', 1, 0, null]);
  assert.ok(deadlineAt);
  assert.equal(retried.headers.get('location'), url);
  // Nothing runs: nobody can tell.
  assert.equal(estimatedStartAt, null);
  assert.equal((await api.post(`${url}/cancel`)).body.status, 'canceled');
  assert.equal((await api.post(`${url}/retry`)).body.status, 'queued');
  assert.equal((await api.post(`/v1/evaluations/00000000-0000-4000-8000-000000000000/retry`)).status, 404);
});

test('the start is estimated from how long the last ones took and how many run', async (t) => {
  const api = await runningApi(t);
  const force = { ...g0, force: true };
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) ids.push((await api.post(submit, force)).body.id);
  for (const id of ids.slice(0, 2)) await succeed(api, id);
  await executeSql(
    api.databaseUrl,
    `update evaluations set started_at = finished_at - interval '60 seconds' where status = 'succeeded'`,
  );
  await api.store.start(ids[2]);
  await api.store.start(ids[3]);
  // Longer than the pace of the queue is remembered.
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  const askedAt = Date.now();
  const last = (await api.get(`${submit}/${ids[5]}`)).body;
  const answeredAt = Date.now();
  assert.equal(last.queuePosition, 1);
  // Two places, each free once a minute: the second to come starts a minute from when the answer was made.
  const madeAt = Date.parse(last.estimatedStartAt) - 60_000;
  assert.ok(madeAt >= askedAt - 10 && madeAt <= answeredAt + 10, `${madeAt} of ${askedAt} to ${answeredAt}`);
});
