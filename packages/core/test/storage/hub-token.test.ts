import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEvaluationStore, type EvaluationStore } from '@model-trace/core/storage';
import { exampleResults } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const request = { model: 'owner/private', tasks: ['perplexity' as const] };
const error = { code: 'MODEL_GATED', detail: 'x', retryable: false, fix: null };

/** Each way in which an evaluation ends. */
const ends: Record<string, (store: EvaluationStore, id: string) => Promise<unknown>> = {
  succeeded: async (store, id) => {
    const { attempt } = (await store.start(id))!;
    assert.ok(await store.succeed(id, attempt, exampleResults(request)));
  },
  failed: async (store, id) => {
    const { attempt } = (await store.start(id))!;
    assert.ok(await store.fail(id, attempt, error));
  },
  'canceled while queued': (store, id) => store.cancel(id),
  'canceled while running': async (store, id) => {
    await store.start(id);
    await store.cancel(id);
  },
  expired: (store) => store.expire(),
};

for (const [end, work] of Object.entries(ends)) {
  test(`a sealed token is given to the worker and is gone when the evaluation has ${end}`, async (t) => {
    const connectionString = await testDatabase(t);
    const store = createEvaluationStore({ connectionString });
    t.after(() => store.close());
    const stored = async () =>
      (await executeSql(connectionString, 'select id, hub_token, status from evaluations')).rows;
    let sealedFor: string | undefined;
    const { id, ...rest } = await store.create({
      ...{ request, commit: null, baseCommit: null },
      ...(end === 'expired' && { deadlineAt: new Date(Date.now() - 1000) }),
      sealHubToken: (each) => {
        sealedFor = each;
        return Buffer.from([0, 255, 10, 92]);
      },
    });
    assert.equal(sealedFor, id);
    assert.ok(!('hubToken' in rest) && !('hubToken' in (await store.get(id))!));
    assert.deepEqual((await stored())[0].hub_token, Buffer.from([0, 255, 10, 92]));
    await work(store, id);
    const [row] = await stored();
    assert.equal(row.status, end.split(' ')[0]);
    assert.equal(row.hub_token, null);
  });
}

test('a retry has no token but the one it brings; one that goes on keeps its own', async (t) => {
  const store = createEvaluationStore({ connectionString: await testDatabase(t) });
  t.after(() => store.close());
  const { id } = await store.create({
    ...{ request, commit: null, baseCommit: null },
    sealHubToken: () => Buffer.from('one'),
  });
  const first = (await store.start(id))!;
  assert.deepEqual(first.hubToken, Buffer.from('one'));
  await store.requeue(id, first.attempt, error);
  const second = (await store.start(id))!;
  assert.deepEqual(second.hubToken, Buffer.from('one'));
  await store.fail(id, second.attempt, error);
  await store.retry(id);
  const third = (await store.start(id))!;
  assert.equal(third.hubToken, null);
  await store.fail(id, third.attempt, error);
  await store.retry(id.toUpperCase(), { sealHubToken: (each) => Buffer.from(each) });
  assert.deepEqual((await store.start(id))?.hubToken, Buffer.from(id));
});
