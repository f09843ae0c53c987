import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { runningApi } from './running-api.ts';
import { testApp } from './test-app.ts';

const submission = { model: 'owner/g0', tasks: ['perplexity' as const] };

describe('answers that the client has already', () => {
  test('are a 304 with the same ETag and no body, until something changes', async (t) => {
    const { url, store } = await runningApi(t);
    const add = () => store.create({ request: submission, commit: null, baseCommit: null });
    const { id } = await add();
    const get = (path: string, tag?: string) =>
      fetch(url + path, { headers: { 'accept-encoding': 'identity', ...(tag && { 'if-none-match': tag }) } });
    const change: Record<string, () => Promise<unknown>> = {
      '/v1/evaluations': add,
      [`/v1/evaluations/${id}`]: async () => {
        const { attempt } = (await store.start(id))!;
        await store.succeed(id, attempt, exampleResults(submission));
      },
      '/v1/leaderboard': async () => {
        const other = await add();
        const { attempt } = (await store.start(other.id))!;
        await store.succeed(other.id, attempt, exampleResults({ ...submission, model: 'owner/l0' }));
      },
    };
    for (const [path, happen] of Object.entries(change)) {
      const first = await get(path);
      const tag = first.headers.get('etag')!;
      assert.match(tag, /^"[^"]+"$/, path);
      assert.equal(first.headers.get('cache-control'), 'private, no-cache');
      await first.text();
      for (const given of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const same = await get(path, given);
        assert.deepEqual(
          [same.status, same.headers.get('etag'), await same.text()],
          [304, tag, ''],
          `${path} ${given}`,
        );
      }
      assert.equal((await get(path, '"other"')).status, 200);
      await happen();
      const changed = await get(path, tag);
      assert.equal(changed.status, 200, path);
      assert.notEqual(changed.headers.get('etag'), tag, path);
    }
  });

  test('of an evaluation that has ended, the result is not read again; a retry makes another tag', async (t) => {
    const { app, store } = await testApp(t);
    const { id } = (await app.inject({ method: 'POST', url: '/v1/evaluations', payload: submission })).json();
    const [evaluation] = store.evaluations;
    Object.assign(evaluation, { status: 'failed', attempt: 1, finishedAt: new Date() });
    const url = `/v1/evaluations/${id}`;
    const tag = String((await app.inject(url)).headers.etag);
    const { get } = store;
    store.get = async () => assert.fail('read');
    assert.equal((await app.inject({ url, headers: { 'if-none-match': tag } })).statusCode, 304);
    store.get = get;
    Object.assign(evaluation, { status: 'queued', finishedAt: null, updatedAt: new Date(Date.now() + 1) });
    const retried = await app.inject({ url, headers: { 'if-none-match': tag } });
    assert.equal(retried.statusCode, 200);
    assert.notEqual(retried.headers.etag, tag);
  });

  test('errors and submissions have no ETag', async (t) => {
    const { app } = await testApp(t);
    const created = await app.inject({ method: 'POST', url: '/v1/evaluations', payload: submission });
    const missing = await app.inject('/v1/evaluations/00000000-0000-4000-8000-000000000000');
    assert.deepEqual([created.headers.etag, missing.headers.etag], [undefined, undefined]);
  });
});

describe('compression', () => {
  test('in the coding that the client takes, with a tag of its own that is known again', async (t) => {
    const { app, store } = await testApp(t);
    for (let index = 0; index < 10; index++)
      await app.inject({ method: 'POST', url: '/v1/evaluations', payload: submission });
    assert.equal(store.evaluations.length, 10);
    const url = '/v1/evaluations';
    const plain = await app.inject({ url, headers: { 'accept-encoding': 'identity' } });
    assert.equal(plain.headers['content-encoding'], undefined);
    const codings = { br: brotliDecompressSync, gzip: gunzipSync };
    for (const [coding, decompress] of Object.entries(codings)) {
      const answer = await app.inject({ url, headers: { 'accept-encoding': coding } });
      assert.equal(answer.headers['content-encoding'], coding);
      assert.match(String(answer.headers.vary), /accept-encoding/i);
      assert.ok(answer.rawPayload.length < plain.rawPayload.length / 3);
      assert.equal(decompress(answer.rawPayload).toString(), plain.body);
      assert.equal(answer.headers.etag, String(plain.headers.etag).replace(/"$/, `-${coding}"`));
      const headers = { 'if-none-match': String(answer.headers.etag), 'accept-encoding': coding };
      assert.equal((await app.inject({ url, headers })).statusCode, 304);
    }
    const both = await app.inject({ url, headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } });
    assert.equal(both.headers['content-encoding'], 'br');
  });

  test('what is small is sent as it is', async (t) => {
    const { app } = await testApp(t);
    const headers = { 'accept-encoding': 'br' };
    assert.equal((await app.inject({ url: '/health/live', headers })).headers['content-encoding'], undefined);
  });

  test('a body that unfolds is not taken', async (t) => {
    const { app } = await testApp(t);
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const payload = Buffer.from([0x1f, 0x8b, 8, 0]);
    const answer = await app.inject({ method: 'POST', url: '/v1/evaluations', headers, payload });
    assert.equal(answer.json().code, 'JSON_INVALID');
  });
});
