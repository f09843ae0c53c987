import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executeSql } from '../../../packages/core/test/services.ts';
import { keyedApi } from './keyed-api.ts';
import { runningApi } from './running-api.ts';

const tasks = ['perplexity'];
const submission = { model: 'owner/g0', tasks, force: true };

/** What a `RateLimit` or `RateLimit-Policy` header says of each limit. */
function parse(header: string | null): Record<string, Record<string, number>> {
  return Object.fromEntries(
    (header ?? '').split(', ').map((item) => {
      const [name, ...parameters] = item.split(';');
      return [
        JSON.parse(name),
        Object.fromEntries(parameters.map((each) => [each.slice(0, 1), Number(each.slice(2))])),
      ];
    }),
  );
}

test('requests are counted by key, and the one too many waits as long as it is told', async (t) => {
  const { ask, make } = await keyedApi(t, { requestsPerMinute: 3 });
  const [one, other] = [await make('read'), await make('read')];
  for (const left of [2, 1, 0]) {
    const { status, headers } = await ask(one, 'GET', '/v1/tasks');
    assert.equal(status, 200);
    assert.deepEqual(parse(headers.get('ratelimit-policy')), { requests: { q: 3, w: 60 } });
    const { r, t: reset } = parse(headers.get('ratelimit')).requests;
    assert.equal(r, left);
    assert.ok(reset > 0 && reset <= 60, `${reset}`);
  }
  const refused = await ask(one, 'GET', '/v1/tasks');
  assert.deepEqual([refused.status, refused.body.code], [429, 'RATE_LIMITED']);
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait >= 1 && wait <= 60, `${wait}`);
  assert.equal(parse(refused.headers.get('ratelimit')).requests.r, 0);
  assert.equal((await ask(other, 'GET', '/v1/tasks')).status, 200);
  // Probes are never counted.
  for (let index = 0; index < 5; index++) assert.equal((await ask(null, 'GET', '/health/live')).status, 200);
});

test('who brings no key, or tries some, is counted by address', async (t) => {
  const { ask } = await keyedApi(t, { requestsPerMinute: 2 });
  assert.equal((await ask(null, 'GET', '/v1/tasks')).status, 401);
  assert.equal((await ask('mt_x', 'GET', '/v1/tasks')).status, 401);
  assert.equal((await ask(null, 'GET', '/v1/tasks')).status, 429);
});

test('without keys an address is counted, and without a limit nothing is', async (t) => {
  const limited = await runningApi(t, { requestsPerMinute: 1 });
  assert.equal((await limited.get('/v1/tasks')).status, 200);
  assert.equal((await limited.get('/v1/tasks')).status, 429);
  const free = await runningApi(t);
  for (let index = 0; index < 5; index++) {
    const { status, headers } = await free.get('/v1/tasks');
    assert.deepEqual([status, headers.get('ratelimit')], [200, null]);
  }
});

test('a key has its submissions a day; what was there already costs none', async (t) => {
  const { ask, keys, databaseUrl, store } = await keyedApi(t, { submissionLimits: { perDay: 1 } });
  const { key, text } = await keys.create({ name: 'x', scopes: ['submit', 'read'], submissionsPerDay: 2 });
  const submit = (body: object = submission) => ask(text, 'POST', '/v1/evaluations', { body });
  const first = await submit();
  assert.equal(first.status, 202);
  const { submissions } = parse(first.headers.get('ratelimit'));
  assert.equal(submissions.r, 1);
  assert.ok(submissions.t > 86_000 && submissions.t <= 86_400, `${submissions.t}`);
  assert.deepEqual(parse(first.headers.get('ratelimit-policy')).submissions, { q: 2, w: 86_400 });
  const stored = await store.get(first.body.id);
  assert.deepEqual([stored?.keyId, stored?.organisation], [key.id, 'owner']);

  assert.equal((await submit({ model: 'owner/g0', tasks })).body.reused, true);
  assert.equal((await submit()).status, 202);
  const refused = await submit();
  assert.deepEqual([refused.status, refused.body.code], [429, 'SUBMISSIONS_EXCEEDED']);
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 86_000 && wait <= 86_400, `${wait}`);
  assert.equal(parse(refused.headers.get('ratelimit')).submissions.r, 0);
  // Joining is free even now.
  assert.equal((await submit({ model: 'owner/g0', tasks })).body.reused, true);
  const count = async () => Number((await executeSql(databaseUrl, 'select count(*) from evaluations')).rows[0].count);
  assert.equal(await count(), 2);

  // A batch that does not fit stores nothing.
  await executeSql(
    databaseUrl,
    `update evaluations set created_at = now() - interval '24 hours' where id = '${first.body.id}'`,
  );
  const batch = await ask(text, 'POST', '/v1/evaluations:batch', { body: { items: [submission, submission] } });
  assert.equal(batch.status, 429);
  assert.match(batch.body.detail, /1 are left and 2 were submitted/);
  assert.equal(await count(), 2);
  assert.equal((await submit()).status, 202);
});

test('a limit holds when many submit at once, by one key and by many for one organisation', async (t) => {
  const { ask, keys, databaseUrl, hub } = await keyedApi(t, {
    submissionLimits: { perDay: 7, organisationPerWeek: 5 },
  });
  for (const name of ['a', 'b', 'other'])
    hub.setModel(`${name}/g0`, { dir: new URL('../../../examples/models/g0', import.meta.url).pathname });
  const texts = await Promise.all(
    Array.from({ length: 3 }, async () => (await keys.create({ name: 'x', scopes: ['submit'] })).text),
  );
  const submit = (text: string, model: string) =>
    ask(text, 'POST', '/v1/evaluations', { body: { ...submission, model } });
  // The Hub takes owner and Owner for the same.
  const answers = await Promise.all(Array.from({ length: 24 }, (_, index) => submit(texts[index % 3], 'a/g0')));
  const accepted = answers.filter(({ status }) => status === 202);
  assert.equal(accepted.length, 5);
  for (const { status, body, headers } of answers.filter(({ status }) => status !== 202)) {
    assert.deepEqual([status, body.code], [429, 'SUBMISSIONS_EXCEEDED']);
    assert.match(body.detail, /The organisation "a" may have 5 new evaluations in 7 days; 0 are left/);
    assert.ok(Number(headers.get('retry-after')) > 604_000);
  }
  const single = (await keys.create({ name: 'y', scopes: ['submit'] })).text;
  const mixed = await Promise.all(
    Array.from({ length: 20 }, (_, index) => submit(single, index % 2 === 0 ? 'b/g0' : 'other/g0')),
  );
  assert.equal(mixed.filter(({ status }) => status === 202).length, 7);
  const { rows } = await executeSql(databaseUrl, 'select count(*) from evaluations');
  assert.equal(Number(rows[0].count), 12);
});

test('directories and models without an owner belong to no organisation', async (t) => {
  const { post, store } = await runningApi(t, { submissionLimits: { organisationPerWeek: 1 } });
  for (let index = 0; index < 3; index++) {
    const { status, body } = await post('/v1/evaluations', { model: 'g0', tasks, force: true });
    assert.equal(status, 202, JSON.stringify(body));
    assert.equal((await store.get(body.id))?.organisation, null);
  }
});

test('a priority above 0 is for admins', async (t) => {
  const { ask, make } = await keyedApi(t);
  const [submit, admin] = [await make('submit'), await make('admin')];
  const prior = { ...submission, priority: 1 };
  const refused = await ask(submit, 'POST', '/v1/evaluations', { body: prior });
  assert.deepEqual([refused.status, refused.body.code], [403, 'SCOPE_MISSING']);
  assert.equal((await ask(admin, 'POST', '/v1/evaluations', { body: prior })).status, 202);
  assert.equal((await ask(submit, 'POST', '/v1/evaluations', { body: { ...prior, priority: -1 } })).status, 202);
  const batch = await ask(submit, 'POST', '/v1/evaluations:batch', { body: { items: [prior, submission] } });
  assert.equal(batch.status, 200, JSON.stringify(batch.body));
  assert.deepEqual(
    batch.body.items.map(({ status }: { status: number }) => status),
    [403, 202],
  );
});

test('an idempotency key belongs to the key it was sent with', async (t) => {
  const { ask, make } = await keyedApi(t);
  const [one, other] = [await make('submit'), await make('submit')];
  const submit = (key: string) =>
    ask(key, 'POST', '/v1/evaluations', { body: submission, headers: { 'idempotency-key': 'k' } });
  const first = await submit(one);
  assert.equal((await submit(one)).body.id, first.body.id);
  const second = await submit(other);
  assert.notEqual(second.body.id, first.body.id);
  assert.equal(second.headers.get('idempotency-replayed'), null);
});
