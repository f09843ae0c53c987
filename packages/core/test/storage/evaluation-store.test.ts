import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationProgress, EvaluationRequest } from '@model-trace/core/results';
import { createEvaluationStore, type StoredError } from '@model-trace/core/storage';
import { exampleResults } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const request: EvaluationRequest = { model: 'owner/name', tasks: ['perplexity', 'trace'] };
const progress: EvaluationProgress = { task: 'perplexity', phase: 'layers', done: 1, total: 12, unit: 'layers' };
const error: StoredError = { code: 'HUB_UNAVAILABLE', detail: 'cut', retryable: true, fix: null };
const unknownId = '01890000-0000-7000-8000-000000000000';

test('evaluation store', async (t) => {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  t.after(() => store.close());
  const submit = (over: Partial<EvaluationRequest> = {}) =>
    store.create({ request: { ...request, ...over }, commit: null, baseCommit: null });

  await t.test('stores a request and reads the same back', async () => {
    const created = await store.create({ request, commit: 'c'.repeat(40), baseCommit: 'd'.repeat(40) });
    assert.equal(created.status, 'queued');
    assert.equal(created.attempt, 0);
    assert.deepEqual(created.request, request);
    assert.equal(created.commit, 'c'.repeat(40));
    assert.ok(Math.abs(created.createdAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(await store.get(created.id), created);
  });

  await t.test('an id that is unknown or no uuid is absent, not a failure', async () => {
    for (const id of [unknownId, 'nonsense', '', "'; drop table evaluations", '\u0000']) {
      assert.equal(await store.get(id), null);
      assert.equal(await store.start(id), null);
      assert.equal(await store.cancel(id), null);
      assert.equal(await store.queuePosition(id), null);
      assert.equal(await store.saveProgress(id, 1, progress), false);
      assert.equal(await store.heartbeat(id, 1), false);
      assert.equal(await store.succeed(id, 1, {}), false);
      assert.equal(await store.fail(id, 1, error), false);
      assert.equal(await store.requeue(id, 1, error), false);
    }
  });

  await t.test('runs, reports progress and succeeds once', async () => {
    const { id } = await submit();
    const started = await store.start(id);
    assert.equal(started?.status, 'running');
    assert.equal(started?.attempt, 1);
    assert.ok(started?.startedAt);
    assert.equal(await store.saveProgress(id, 1, progress), true);
    assert.deepEqual((await store.get(id))?.progress, progress);
    const results = exampleResults(request);
    assert.equal(await store.succeed(id, 1, results), true);
    assert.equal(await store.succeed(id, 1, results), false);
    assert.equal(await store.fail(id, 1, error), false);
    assert.equal(await store.start(id), null);
    const done = await store.get(id);
    assert.equal(done?.status, 'succeeded');
    assert.deepEqual(done?.results, results);
    assert.equal(done?.commit, 'a'.repeat(40));
    assert.equal(done?.progress, null);
    assert.ok(done?.finishedAt);
  });

  await t.test('a worker that was taken over can no longer write anything', async () => {
    const { id } = await submit();
    await store.start(id);
    assert.equal((await store.start(id))?.attempt, 2);
    assert.equal(await store.heartbeat(id, 1), false);
    assert.equal(await store.saveProgress(id, 1, progress), false);
    assert.equal(await store.fail(id, 1, error), false);
    assert.equal(await store.requeue(id, 1, error), false);
    assert.equal(await store.succeed(id, 1, exampleResults(request)), false);
    assert.equal((await store.get(id))?.results, null);
    assert.equal(await store.heartbeat(id, 2), true);
    assert.equal(await store.succeed(id, 2, exampleResults(request)), true);
  });

  await t.test('of two workers that finish one attempt at once, exactly one writes', async () => {
    const { id } = await submit();
    await store.start(id);
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => store.succeed(id, 1, exampleResults(request))));
    assert.deepEqual(outcomes.filter(Boolean), [true]);
  });

  await t.test('started twice at once, it has two attempts', async () => {
    const { id } = await submit();
    const started = await Promise.all([store.start(id, { worker: 'a' }), store.start(id, { worker: 'b' })]);
    assert.deepEqual(started.map((each) => each?.attempt).toSorted(), [1, 2]);
    assert.equal(await store.succeed(id, 1, exampleResults(request)), false);
  });

  await t.test('of many that end at once, one that is no longer ours or is refused loses itself only', async () => {
    const evaluations = await Promise.all(Array.from({ length: 40 }, (_, i) => submit({ model: `owner/many${i}` })));
    const ids = evaluations.map(({ id }) => id);
    const started = await Promise.all([...ids, unknownId].map((id) => store.start(id)));
    assert.deepEqual(
      started.map((each) => each?.id),
      [...ids, undefined],
    );
    // Taken over, canceled, and one that the table does not take.
    await Promise.all([store.start(ids[3]), store.cancel(ids[5])]);
    await executeSql(
      connectionString,
      `alter table results add constraint no_nine check (evaluation_id <> '${ids[9]}')`,
    );
    const ends = await Promise.allSettled(ids.map((id) => store.succeed(id, 1, exampleResults(request))));
    const outcomes = ends.map((end) => (end.status === 'fulfilled' ? end.value : end.reason.code));
    assert.deepEqual(
      outcomes,
      ids.map((_, i) => (i === 9 ? 'INTERNAL' : i !== 3 && i !== 5)),
    );
    const after = await Promise.all(ids.map((id) => store.get(id)));
    assert.deepEqual(
      after.map((each) => [each?.status, each?.results !== null]),
      ids.map((_, i) =>
        i === 5 ? ['canceled', false] : i === 3 || i === 9 ? ['running', false] : ['succeeded', true],
      ),
    );
    await executeSql(connectionString, 'alter table results drop constraint no_nine');
    assert.equal(await store.succeed(ids[9], 1, exampleResults(request)), true);
  });

  await t.test('a requeued evaluation keeps its error until it starts again', async () => {
    const { id } = await submit();
    await store.start(id);
    assert.equal(await store.requeue(id, 1, error), true);
    const waiting = await store.get(id);
    assert.equal(waiting?.status, 'queued');
    assert.deepEqual(waiting?.error, error);
    assert.equal(await store.heartbeat(id, 1), false);
    assert.equal((await store.start(id))?.error, null);
  });

  await t.test('a failure whose text no jsonb can hold is stored all the same', async () => {
    const { id } = await submit();
    await store.start(id);
    assert.equal(await store.fail(id, 1, { ...error, detail: 'nul \u0000, half a pair \ud800' }), true);
    assert.equal((await store.get(id))?.error?.detail, 'nul \ufffd, half a pair \ufffd');
  });

  await t.test('a request with a NUL is refused as the fault of the request', async () => {
    await assert.rejects(submit({ model: 'a\u0000b' }), { code: 'VALIDATION_FAILED' });
  });

  await t.test('cancels queued and running, and leaves what is finished as it is', async () => {
    const queued = await submit();
    assert.equal((await store.cancel(queued.id))?.status, 'canceled');
    assert.equal(await store.start(queued.id), null);
    const running = await submit();
    await store.start(running.id);
    assert.equal((await store.cancel(running.id))?.status, 'canceled');
    assert.equal(await store.heartbeat(running.id, 1), false);
    const failed = await submit();
    await store.start(failed.id);
    await store.fail(failed.id, 1, error);
    assert.equal((await store.cancel(failed.id))?.status, 'failed');
  });

  await t.test('queue positions count what was queued before', async () => {
    const [first, second, third] = [await submit(), await submit(), await submit()];
    const offset = (await store.queuePosition(first.id))!;
    assert.equal(await store.queuePosition(second.id), offset + 1);
    assert.equal(await store.queuePosition(third.id), offset + 2);
    await store.start(second.id);
    assert.equal(await store.queuePosition(second.id), null);
    assert.equal(await store.queuePosition(third.id), offset + 1);
  });

  await t.test('lists newest first, page by page, stable while others submit', async () => {
    const model = 'owner/listed';
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await submit({ model })).id);
    const first = await store.list({ model, limit: 2 });
    await submit({ model });
    const second = await store.list({ model, limit: 2, cursor: first.nextCursor! });
    const third = await store.list({ model, limit: 2, cursor: second.nextCursor! });
    assert.deepEqual(
      [...first.items, ...second.items, ...third.items].map(({ id }) => id),
      ids,
    );
    assert.equal(third.nextCursor, null);
    assert.equal((await store.list({ model, status: 'failed', limit: 2 })).items.length, 0);
  });

  await t.test('refuses cursors it did not make', async () => {
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const cursor of ['', 'x', '💥', forged({}), forged([1]), forged(['nonsense']), forged([unknownId, 1])]) {
      await assert.rejects(store.list({ limit: 1, cursor }), { code: 'CURSOR_INVALID' });
    }
  });

  await t.test('finds unfinished evaluations that nobody touched, in pages', async () => {
    const { id } = await submit();
    const later = new Date(Date.now() + 60_000);
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const page = await store.unfinished({ before: later, limit: 2, after });
      if (page.length === 0) break;
      for (const evaluation of page) assert.match(evaluation.status, /^(queued|running)$/);
      seen.push(...page.map((evaluation) => evaluation.id));
      after = page.at(-1)!.id;
    }
    assert.ok(seen.includes(id));
    assert.deepEqual(seen, [...new Set(seen)].sort());
    assert.deepEqual(await store.unfinished({ before: new Date(0), limit: 10 }), []);
  });

  await t.test('lets one in at a time', async () => {
    const inside = Promise.withResolvers<void>();
    const leave = Promise.withResolvers<void>();
    const first = store.exclusively('test', async () => {
      inside.resolve();
      await leave.promise;
      return 'first';
    });
    await inside.promise;
    assert.equal(await store.exclusively('test', async () => 'second'), null);
    assert.equal(await store.exclusively('other', async () => 'other'), 'other');
    leave.resolve();
    assert.equal(await first, 'first');
    assert.equal(await store.exclusively('test', async () => 'third'), 'third');
  });

  await t.test('says that the database is away', async (t) => {
    const away = createEvaluationStore({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    t.after(() => away.close());
    await assert.rejects(away.ping(), { code: 'UNAVAILABLE' });
    await assert.rejects(away.get(unknownId), { code: 'UNAVAILABLE' });
  });
});
