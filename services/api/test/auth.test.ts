import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyScope } from '@model-trace/core/storage';
import { keyCache } from '../src/auth/key-cache.ts';
import { apiDefaults } from '../src/config.ts';
import { limits } from '../src/limits.ts';
import { startApi } from '../src/start-api.ts';
import { keyedApi } from './keyed-api.ts';
import { testApp } from './test-app.ts';

const submission = { model: 'owner/g0', tasks: ['perplexity'] };

test('each operation asks for its scope; admin includes the others', async (t) => {
  const { ask, make } = await keyedApi(t);
  const id = '00000000-0000-7000-8000-000000000000';
  const operations: [string, string, KeyScope, number][] = [
    ['GET', '/v1/evaluations', 'read', 200],
    ['GET', '/v1/leaderboard', 'read', 200],
    ['GET', '/v1/tasks', 'read', 200],
    ['GET', `/v1/evaluations/${id}`, 'read', 404],
    ['POST', '/v1/evaluations', 'submit', 202],
    ['POST', `/v1/evaluations/${id}/cancel`, 'submit', 404],
  ];
  const made = { read: await make('read'), submit: await make('submit'), admin: await make('admin') };
  for (const [method, path, scope, status] of operations) {
    const body = path === '/v1/evaluations' && method === 'POST' ? submission : undefined;
    const missing = await ask(null, method, path, { body });
    assert.deepEqual([missing.status, missing.body.code], [401, 'KEY_MISSING'], path);
    assert.equal(missing.headers.get('www-authenticate'), 'Bearer realm="model-trace"');
    for (const own of ['read', 'submit', 'admin'] as const) {
      const answer = await ask(made[own], method, path, { body });
      const may = own === scope || own === 'admin';
      assert.equal(answer.status, may ? status : 403, `${own} ${method} ${path}: ${JSON.stringify(answer.body)}`);
      if (may) continue;
      assert.equal(answer.body.code, 'SCOPE_MISSING');
      assert.equal(
        answer.headers.get('www-authenticate'),
        `Bearer realm="model-trace", error="insufficient_scope", scope="${scope}"`,
      );
    }
  }
});

test('health, documentation and the codes of errors need no key; what does not exist is said to anybody', async (t) => {
  const api = await keyedApi(t);
  for (const path of ['/health/live', '/health/ready', '/docs', '/docs/errors', '/openapi.json', '/v1/errors'])
    assert.equal((await api.get(path)).status, 200, path);
  assert.equal((await api.get('/v1/nothing')).status, 404);
});

test('a key that is none is refused without being repeated, whatever its form', async (t) => {
  const api = await keyedApi(t);
  const { make } = api;
  const key = await make('admin');
  const forms: [string, string][] = [
    [`Bearer ${key}x`, 'KEY_INVALID'],
    ['Bearer hf_abcdefghijklmnop', 'KEY_INVALID'],
    [`Basic ${Buffer.from(`x:${key}`).toString('base64')}`, 'KEY_MISSING'],
    [key, 'KEY_MISSING'],
    [`Bearer ${key} ${key}`, 'KEY_MISSING'],
    ['Bearer', 'KEY_MISSING'],
  ];
  for (const [authorization, code] of forms) {
    const response = await fetch(new URL('/v1/tasks', api.url), { headers: { authorization } });
    const text = await response.text();
    assert.deepEqual([response.status, JSON.parse(text).code], [401, code], authorization);
    assert.ok(!text.includes(key) && !text.includes('hf_'), text);
  }
  // The scheme is case-insensitive (RFC 9110).
  const response = await fetch(new URL('/v1/tasks', api.url), { headers: { authorization: `bearer ${key}` } });
  assert.equal(response.status, 200);
});

test('a key cancels and retries what was submitted with it, an admin anything', async (t) => {
  const { ask, make } = await keyedApi(t);
  const [own, other, admin] = [await make('submit'), await make('submit'), await make('admin')];
  for (const key of [own, admin]) {
    const { url } = (await ask(own, 'POST', '/v1/evaluations', { body: { ...submission, force: true } })).body;
    for (const change of ['cancel', 'retry']) {
      const refused = await ask(other, 'POST', `${url}/${change}`);
      assert.deepEqual([refused.status, refused.body.code], [403, 'NOT_YOURS'], change);
      assert.ok((await ask(key, 'POST', `${url}/${change}`)).status < 300, change);
    }
  }
});

test('a revoked key stops within seconds, and its use was noted', async (t) => {
  const api = await keyedApi(t);
  const { keys } = api;
  const { key, text } = await keys.create({ name: 'x', scopes: ['read'] });
  const ask = async () => (await api.ask(text, 'GET', '/v1/tasks')).status;
  assert.equal(await ask(), 200);
  await keys.revoke(key.id);
  const deadline = performance.now() + 10_000;
  const revokedAt = performance.now();
  while ((await ask()) !== 401) {
    assert.ok(performance.now() < deadline, 'the key still works');
    await sleep(50);
  }
  const tookMs = performance.now() - revokedAt;
  assert.ok(tookMs < limits.keyCacheMs + 2_000, `${tookMs} ms`);
  assert.ok((await keys.list())[0].lastUsedAt);
});

test('keys are looked up once in a while, not remembered without bound, and failures not at all', async () => {
  let [looks, time, broken] = [0, 0, false];
  const find = keyCache(
    {
      find: async () => {
        looks++;
        if (broken) throw new Error('away');
        return null;
      },
    },
    { ttlMs: 100, maxKeys: 2, now: () => time },
  );
  await Promise.all([find('a'), find('a'), find('a')]);
  assert.equal(looks, 1);
  time = 101;
  await find('a');
  assert.equal(looks, 2);
  await find('b');
  await find('c');
  await find('a');
  assert.equal(looks, 5, 'the oldest made room');
  broken = true;
  for (let index = 0; index < 2; index++) await assert.rejects(find('d'));
  assert.equal(looks, 7);
});

test('the OpenAPI document says which operation needs which scope', async (t) => {
  const { app } = await testApp(t);
  const { paths, components } = (await app.inject('/openapi.json')).json();
  assert.equal(components.securitySchemes.key.scheme, 'bearer');
  assert.deepEqual(paths['/v1/evaluations'].post.security, [{ key: ['submit'] }]);
  assert.deepEqual(paths['/v1/evaluations'].get.security, [{ key: ['read'] }]);
  assert.deepEqual(paths['/v1/evaluations/{id}/cancel'].post.security, [{ key: ['submit'] }]);
  assert.equal(paths['/v1/errors'].get.security, undefined);
  assert.equal(paths['/health/live'].get.security, undefined);
  for (const [path, operations] of Object.entries<Record<string, { security?: unknown; responses: object }>>(paths)) {
    for (const { security, responses } of Object.values(operations))
      for (const status of ['401', '403', '429']) assert.equal(status in responses, security !== undefined, path);
  }
});

test('without keys the service listens on loopback only, unless it is told that this is wanted', async () => {
  const config = {
    ...apiDefaults,
    port: 0,
    databaseUrl: 'postgres://postgres@127.0.0.1:1/x',
    logLevel: 'silent' as const,
  };
  const refused = [{ host: '0.0.0.0' }, { host: '::' }, { host: '192.0.2.1' }, { publishedHost: '0.0.0.0' }];
  for (const override of refused)
    await assert.rejects(startApi({ ...config, ...override }), { code: 'AUTH_OFF_EXPOSED' }, JSON.stringify(override));
  const taken: Partial<typeof config & { publishedHost: string }>[] = [
    { host: '127.0.0.1' },
    { host: 'localhost' },
    // A container that listens everywhere, its port published for this machine only.
    { host: '0.0.0.0', publishedHost: '127.0.0.1' },
    { host: '0.0.0.0', authOffForced: true },
    { host: '0.0.0.0', auth: 'keys' },
  ];
  for (const override of taken) await (await startApi({ ...config, ...override })).close();
});
