import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newWebhookSecret } from '@model-trace/core/webhooks';
import { executeSql } from '../../../packages/core/test/services.ts';
import { limits } from '../src/limits.ts';
import { runningApi } from './running-api.ts';

const secretsKeys = [Buffer.alloc(32, 7)];
const url = 'https://hooks.example/model-trace';

test('a webhook is made, listed, given another secret, and deleted; its messages are seen and sent again', async (t) => {
  const { get, post, url: base, store, databaseUrl } = await runningApi(t, { secretsKeys });
  const made = await post('/v1/webhooks', { url });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.match(made.body.secret, /^whsec_/);
  const { secret, ...shown } = made.body;
  assert.deepEqual((await get('/v1/webhooks')).body.items, [shown]);
  const rotated = await post(`/v1/webhooks/${shown.id}/rotate`);
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
  assert.notEqual(rotated.body.secret, secret);
  const { id } = await store.create({
    request: { model: 'owner/g0', tasks: ['perplexity'] },
    commit: null,
    baseCommit: null,
  });
  await store.cancel(id);
  const [delivery] = (await get(`/v1/webhooks/${shown.id}/deliveries`)).body.items;
  assert.deepEqual([delivery.event, delivery.status, delivery.payload.data.id], ['evaluation.canceled', 'pending', id]);
  const replayed = await post(`/v1/webhooks/${shown.id}/deliveries/${delivery.id}/replay`);
  assert.deepEqual([replayed.status, replayed.body.id], [202, delivery.id]);
  const { rows } = await executeSql(databaseUrl, 'select webhooks::text as row from webhooks');
  assert.doesNotMatch(rows[0].row, /whsec/);
  assert.equal((await fetch(`${base}/v1/webhooks/${shown.id}`, { method: 'DELETE' })).status, 204);
  assert.deepEqual((await get('/v1/webhooks')).body.items, []);
  assert.equal((await get(`/v1/webhooks/${shown.id}/deliveries`)).status, 404);
});

test('a key has so many webhooks, however many are asked for at once; those of submissions do not count', async (t) => {
  const { post, get } = await runningApi(t, { secretsKeys });
  const webhook = { url };
  assert.equal((await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'], webhook })).status, 202);
  const asked = await Promise.all(
    Array.from({ length: limits.webhooksPerKey + 5 }, () => post('/v1/webhooks', webhook)),
  );
  const refused = asked.filter(({ status }) => status !== 201);
  assert.deepEqual(
    refused.map(({ status, body }) => [status, body.code]),
    Array.from({ length: 5 }, () => [409, 'WEBHOOKS_EXCEEDED']),
  );
  const [{ id }] = (await get('/v1/webhooks')).body.items;
  assert.ok(id);
});

test('a submission brings its webhook; its secret is in no answer and no stored request', async (t) => {
  const { get, post } = await runningApi(t, { secretsKeys });
  const secret = newWebhookSecret();
  const webhook = { url, secret, events: ['evaluation.queued', 'evaluation.failed'] };
  const submission = { model: 'owner/g0', tasks: ['perplexity'], webhook };
  const submitted = await post('/v1/evaluations', submission);
  assert.equal(submitted.status, 202, JSON.stringify(submitted.body));
  const [found] = (await get(`/v1/webhooks?evaluation=${submitted.body.id}`)).body.items;
  assert.deepEqual([found.url, found.events, found.evaluationId], [url, webhook.events, submitted.body.id]);
  assert.equal((await get(`/v1/webhooks/${found.id}/deliveries`)).body.items[0].event, 'evaluation.queued');
  assert.ok(!JSON.stringify([submitted.body, found, (await get(submitted.body.url)).body]).includes(secret));
});

test('addresses and secrets that are not taken, and a service without a key to keep secrets with', async (t) => {
  const { post } = await runningApi(t, { secretsKeys });
  for (const bad of ['http://hooks.example/', 'https://127.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/x']) {
    const alone = await post('/v1/webhooks', { url: bad });
    assert.deepEqual(
      [alone.status, alone.body.code, alone.body.errors[0].pointer],
      [422, 'WEBHOOK_URL_FORBIDDEN', '/url'],
    );
    const { body } = await post('/v1/evaluations', { model: 'owner/g0', tasks: ['perplexity'], webhook: { url: bad } });
    assert.deepEqual([body.code, body.errors[0].pointer], ['WEBHOOK_URL_FORBIDDEN', '/webhook/url']);
    const dry = await post('/v1/evaluations?dryRun=true', {
      ...{ model: 'owner/g0', tasks: ['perplexity'], webhook: { url: bad } },
    });
    assert.deepEqual([dry.status, dry.body.code], [422, 'WEBHOOK_URL_FORBIDDEN']);
  }
  const wrong = await post('/v1/webhooks', { url, secret: 'whsec_hunter2' });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'VALIDATION_FAILED']);
  assert.doesNotMatch(JSON.stringify(wrong.body), /hunter2/);
  const without = await runningApi(t);
  assert.equal((await without.post('/v1/webhooks', { url })).body.code, 'SECRETS_KEY_MISSING');
});
