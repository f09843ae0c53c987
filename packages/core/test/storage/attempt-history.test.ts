import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEvaluationStore, type StoredError } from '@model-trace/core/storage';
import { exampleResults } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const request = { model: 'owner/name', tasks: ['perplexity' as const] };
const error: StoredError = { code: 'HUB_UNAVAILABLE', detail: 'cut\u0000', retryable: true, fix: null };

test('every attempt is kept with its worker and its end', async (t) => {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  t.after(() => store.close());
  const submit = async () => (await store.create({ request, commit: null, baseCommit: null })).id;
  const history = async (id: string) =>
    (await store.attempts(id)).map(({ attempt, worker, error: found, endedAt, resumedLayers }) => [
      ...[attempt, worker, found?.code ?? null, endedAt !== null, resumedLayers],
    ]);

  await t.test('a failure, a lost worker, and a success', async () => {
    const id = await submit();
    assert.deepEqual(await history(id), []);
    await store.start(id, { worker: 'a:1' });
    assert.deepEqual(await history(id), [[1, 'a:1', null, false, null]]);
    await store.requeue(id, 1, error);
    assert.equal((await store.attempts(id))[0].error?.detail, 'cut\ufffd');
    await store.start(id, { worker: 'b:2' });
    // Its worker never came back.
    await store.start(id, { worker: 'c:3' });
    await store.resumed(id, 3, 7);
    // The one before is no longer heard.
    await store.resumed(id, 2, 9);
    assert.equal(await store.fail(id, 2, error), false);
    await store.succeed(id, 3, exampleResults(request));
    assert.deepEqual(await history(id), [
      [1, 'a:1', 'HUB_UNAVAILABLE', true, null],
      [2, 'b:2', 'INTERRUPTED', true, null],
      [3, 'c:3', null, true, 7],
    ]);
    for (const { startedAt, endedAt } of await store.attempts(id)) assert.ok(endedAt! >= startedAt);
  });

  await t.test('a cancel, and a failure for good', async () => {
    const [canceled, failed] = [await submit(), await submit()];
    await store.start(canceled);
    await store.cancel(canceled);
    assert.deepEqual(await history(canceled), [[1, null, 'CANCELED', true, null]]);
    await store.start(failed);
    await store.fail(failed, 1, { ...error, code: 'MODEL_NOT_FOUND' });
    assert.deepEqual(await history(failed), [[1, null, 'MODEL_NOT_FOUND', true, null]]);
  });

  await t.test('a deadline that passed', async () => {
    const id = await submit();
    await store.start(id);
    await executeSql(
      connectionString,
      `update evaluations set deadline_at = now() - interval '1 s' where id = '${id}'`,
    );
    assert.deepEqual(await store.expire(), [id]);
    assert.deepEqual(await history(id), [[1, null, 'DEADLINE_EXCEEDED', true, null]]);
  });

  await t.test('of an evaluation that began before attempts were written down, what follows is', async () => {
    const id = await submit();
    await store.start(id);
    await executeSql(connectionString, `delete from attempts where evaluation_id = '${id}'`);
    assert.equal(await store.requeue(id, 1, error), true);
    await store.start(id, { worker: 'b:2' });
    assert.deepEqual(await history(id), [[2, 'b:2', null, false, null]]);
  });
});
