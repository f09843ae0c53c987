import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleModels, runningApi } from '../../../services/api/test/running-api.ts';
import { exampleResults } from '../../core/test/results-fixture.ts';
import { createClient, type EvaluationRequest } from '../src/index.ts';

const model = join(exampleModels, 'g0');
const perplexityOf = (name: string, more: Partial<EvaluationRequest> = {}): EvaluationRequest => ({
  ...{ model: join(exampleModels, name), tasks: ['perplexity'], ...more },
});
async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('a submission whose answer is lost is one evaluation, and the answer of the first', async (t) => {
  const { url, store } = await runningApi(t);
  const statuses: number[] = [];
  const replayed: (string | null)[] = [];
  const losing = async (request: Request) => {
    const response = await fetch(request);
    statuses.push(response.status);
    replayed.push(response.headers.get('idempotency-replayed'));
    if (statuses.length === 1) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
    return response;
  };
  const client = createClient({ baseUrl: url, fetch: losing, retry: { firstDelayMs: 1 } });
  // Forced: content deduplication must not be what makes it one.
  const { id } = await client.submit(perplexityOf('g0', { force: true }));
  assert.deepEqual(
    [statuses, replayed],
    [
      [202, 202],
      [null, 'true'],
    ],
  );
  const { items } = await store.list({ limit: 10 });
  assert.deepEqual(
    items.map((each) => each.id),
    [id],
  );
});

test('an evaluation is submitted, waited for, listed, on the leaderboard; another is canceled and retried', async (t) => {
  const { url, store } = await runningApi(t);
  const client = createClient({ baseUrl: url });
  const { id, reused } = await client.submit(perplexityOf('g0'));
  assert.equal(reused, false);
  const shown: string[] = [];
  const waited = client.waitFor(id, {
    onProgress: ({ status }) => void shown.push(status),
    timeoutMs: 30_000,
    pollMs: 20,
  });
  const { attempt } = (await store.start(id))!;
  const results = exampleResults((await store.get(id))!.request, { perplexity: 40, commit: null });
  assert.ok(await store.succeed(id, attempt, results));
  const done = await waited;
  assert.deepEqual([done.status, shown.at(-1)], ['succeeded', 'succeeded']);
  assert.equal(done.result?.perplexity?.perplexity, results.perplexity!.perplexity);
  const [entry] = await all(client.leaderboard({ sort: 'model' }));
  assert.deepEqual([entry.model, entry.metrics.perplexity?.value], [model, 40]);
  assert.match(await new Response(await client.exportLeaderboard({ format: 'csv' })).text(), /g0,40,/);
  const lines = await new Response(await client.exportEvaluations({ format: 'jsonl', status: 'succeeded' })).text();
  assert.equal(JSON.parse(lines).id, id);

  const other = await client.submit(perplexityOf('g1'), { cancelAfter: '1h' });
  assert.notEqual(other.deadlineAt, null);
  assert.equal((await client.cancel(other.id)).status, 'canceled');
  assert.equal((await client.cancel(other.id)).status, 'canceled');
  assert.equal((await client.retry(other.id)).status, 'queued');
  await assert.rejects(client.retry(other.id), { code: 'CONFLICT', status: 409 });
  assert.deepEqual(
    (await client.tasks()).map((task) => task.id),
    ['perplexity', 'trace'],
  );
});

test('events come until the end, and go on after the last that arrived', async (t) => {
  const { url, store } = await runningApi(t);
  const client = createClient({ baseUrl: url });
  const { id } = await client.submit(perplexityOf('g0'));
  const seen: [type: string, status: string][] = [];
  let lastEventId: string | undefined;
  for await (const event of client.events(id)) {
    seen.push([event.type, event.data.status]);
    lastEventId = event.id;
    if (event.type === 'evaluation.queued') await store.start(id);
    if (event.type === 'evaluation.running') break;
  }
  const waited = client.waitFor(id, { timeoutMs: 30_000 });
  await client.cancel(id);
  assert.equal((await waited).status, 'canceled');
  for await (const event of client.events(id, { lastEventId })) seen.push([event.type, event.data.status]);
  assert.deepEqual(seen, [
    ['evaluation.queued', 'queued'],
    ['evaluation.running', 'running'],
    ['evaluation.canceled', 'canceled'],
  ]);
});

test('a batch has an outcome for each, and lists go over all pages', async (t) => {
  const { url } = await runningApi(t);
  const client = createClient({ baseUrl: url });
  const forced = Array.from({ length: 249 }, () => perplexityOf('g0', { force: true }));
  const outcomes = await client.submitBatch([...forced, { model: '/etc', tasks: ['perplexity'] }]);
  assert.equal(outcomes.length, 250);
  const refused = outcomes[249];
  assert.ok('problem' in refused);
  assert.deepEqual([refused.status, refused.problem.code], [422, 'MODEL_PATH_FORBIDDEN']);
  const ids = (await all(client.evaluations({ status: 'queued', model }))).map(({ id }) => id);
  assert.deepEqual([ids.length, new Set(ids).size], [249, 249]);
});

test('what the service refuses is an error with its fields', async (t) => {
  const { url } = await runningApi(t);
  const client = createClient({ baseUrl: url });
  await assert.rejects(client.submit({ model: 'a/b', tasks: [] }), (error: { errors: { pointer: string }[] }) => {
    assert.deepEqual(
      error.errors.map(({ pointer }) => pointer),
      ['/tasks'],
    );
    return true;
  });
  await assert.rejects(client.evaluation('00000000-0000-7000-8000-000000000000'), { code: 'NOT_FOUND', status: 404 });
});
