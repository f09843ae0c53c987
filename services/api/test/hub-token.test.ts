import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runningApi } from './running-api.ts';

test('without SECRETS_KEY a Hub token is refused, and nothing is stored', async (t) => {
  const { url, store } = await runningApi(t);
  const body = { model: 'owner/g0', tasks: ['perplexity'] };
  for (const [path, payload] of [
    ['/v1/evaluations', body],
    ['/v1/evaluations:batch', { items: [body] }],
  ] as const) {
    const response = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-token': 'hf_x' },
      body: JSON.stringify(payload),
    });
    const text = await response.text();
    assert.deepEqual([response.status, JSON.parse(text).code], [422, 'SECRETS_KEY_MISSING']);
    assert.ok(!text.includes('hf_x'));
  }
  assert.deepEqual((await store.list({ limit: 1 })).items, []);
});
