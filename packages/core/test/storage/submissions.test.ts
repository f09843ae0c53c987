import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createEvaluationStore, type NewEvaluation, type StoredAnswer } from '@model-trace/core/storage';
import { exampleResults } from '../results-fixture.ts';
import { executeSql, testDatabase } from '../services.ts';

const request = { model: 'owner/name', tasks: ['perplexity' as const] };
const commit = 'c'.repeat(40);
const error = { code: 'HUB_UNAVAILABLE', detail: 'cut', retryable: true, fix: null };
const answer: StoredAnswer = { status: 202, headers: { location: '/x' }, body: '{"a":1}' };
const minute = 60_000;

test('submissions', async (t) => {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  t.after(() => store.close());
  const like = (contentKey: string | null, more: Partial<NewEvaluation> = {}): NewEvaluation => ({
    ...{ request, commit, baseCommit: null, contentKey },
    ...more,
  });
  const fresh = () => randomBytes(8).toString('hex');
  const submit = async (wanted: NewEvaluation) => (await store.submit([wanted]))[0];
  const succeed = async (id: string) => {
    const { attempt } = (await store.start(id))!;
    assert.ok(await store.succeed(id, attempt, exampleResults(request)));
  };
  /** Everything that was ever stored with this content. */
  const stored = async (contentKey: string) =>
    (await executeSql(connectionString, `select id from evaluations where content_key = '${contentKey}'`)).rows.length;

  await t.test('20 identical ones at once are one evaluation, in each of 10 rounds', async () => {
    const others = createEvaluationStore({ connectionString });
    t.after(() => others.close());
    for (let round = 0; round < 10; round++) {
      const key = fresh();
      const submitted = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => (await (i % 2 ? store : others).submit([like(key)]))[0]),
      );
      assert.equal(new Set(submitted.map(({ evaluation }) => evaluation.id)).size, 1);
      const outcomes = submitted.map(({ outcome }) => outcome).sort();
      assert.deepEqual(outcomes, ['created', ...new Array(19).fill('joined')]);
      assert.equal(await stored(key), 1);
    }
  });

  await t.test('each is stored with what its own checks found, which it may have in common with others', async () => {
    const found = (detail: string) => [{ check: 'weights', outcome: 'passed' as const, detail, code: null, fix: null }];
    const [a, b] = [found('of a'), found('of b \u0000')];
    const wanted = [a, b, null, b, a].map((checks) => like(fresh(), { checks }));
    const kept = async (submitted: { evaluation: { id: string } }[]) =>
      Promise.all(submitted.map(async ({ evaluation: { id } }) => (await store.get(id))?.checks?.[0].detail));
    const expected = ['of a', 'of b \ufffd', undefined, 'of b \ufffd', 'of a'];
    assert.deepEqual(await kept(await store.submit(wanted)), expected);
    const again = wanted.map((each) => ({ ...each, contentKey: fresh() }));
    assert.deepEqual(await kept(await Promise.all(again.map(submit))), expected);
    const counted = wanted.map((each) => ({ ...each, contentKey: fresh() }));
    assert.deepEqual(await kept(await store.submit(counted, { quotas: { organisationPerWeek: 100 } })), expected);
  });

  await t.test('batches of the same contents in opposite orders neither double nor block each other', async () => {
    const keys = Array.from({ length: 100 }, fresh);
    const batches = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        store.submit((i % 2 ? keys : keys.toReversed()).flatMap((key) => [like(key), like(key)])),
      ),
    );
    const created = batches.flat().filter(({ outcome }) => outcome === 'created');
    assert.equal(created.length, keys.length);
    assert.equal(new Set(batches.flat().map(({ evaluation }) => evaluation.id)).size, keys.length);
    for (const batch of batches)
      for (let i = 0; i < batch.length; i += 2) assert.equal(batch[i].evaluation.id, batch[i + 1].evaluation.id);
  });

  await t.test('one that succeeded answers, one that runs is joined, one that failed is neither', async () => {
    const key = fresh();
    const first = await submit(like(key));
    await store.start(first.evaluation.id);
    const joined = await submit(like(key));
    assert.deepEqual([joined.outcome, joined.evaluation.id], ['joined', first.evaluation.id]);
    assert.equal(joined.evaluation.status, 'running');
    await store.fail(first.evaluation.id, 1, error);
    const second = await submit(like(key));
    assert.equal(second.outcome, 'created');
    await succeed(second.evaluation.id);
    const reused = await submit(like(key));
    assert.deepEqual([reused.outcome, reused.evaluation.id], ['reused', second.evaluation.id]);
    assert.ok(reused.evaluation.finishedAt);
    // Without a key nothing is the same.
    assert.notEqual((await submit(like(null))).evaluation.id, (await submit(like(null))).evaluation.id);
  });

  await t.test('force runs anew beside what is there, and answers those who come later', async () => {
    const key = fresh();
    const first = await submit(like(key));
    const forced = await submit(like(key, { force: true }));
    assert.equal(forced.outcome, 'created');
    assert.notEqual(forced.evaluation.id, first.evaluation.id);
    assert.equal((await submit(like(key))).outcome, 'joined');
    await store.cancel(first.evaluation.id);
    assert.equal((await submit(like(key))).evaluation.id, forced.evaluation.id);
    await succeed(forced.evaluation.id);
    assert.equal((await submit(like(key))).outcome, 'reused');
    assert.equal((await submit(like(key, { force: true }))).outcome, 'created');
  });

  await t.test('who joins is not cut off by the deadline of who came first', async () => {
    const key = fresh();
    const soon = new Date(Date.now() + minute);
    const later = new Date(Date.now() + 2 * minute);
    const { evaluation } = await submit(like(key, { deadlineAt: soon }));
    const deadline = async () => (await store.get(evaluation.id))!.deadlineAt;
    assert.deepEqual(await deadline(), soon);
    assert.deepEqual((await submit(like(key, { deadlineAt: later }))).evaluation.deadlineAt, later);
    await submit(like(key, { deadlineAt: soon }));
    assert.deepEqual(await deadline(), later);
    assert.equal((await submit(like(key))).evaluation.deadlineAt, null);
    await submit(like(key, { deadlineAt: soon }));
    assert.equal(await deadline(), null);
  });

  await t.test('who joins with a larger priority raises it, with a smaller one leaves it', async () => {
    const key = fresh();
    const { evaluation } = await submit(like(key, { priority: 5 }));
    const joined = async (priority: number) => (await submit(like(key, { priority }))).evaluation.priority;
    assert.deepEqual([await joined(9), await joined(-3), await joined(0)], [9, 9, 9]);
    assert.equal((await store.get(evaluation.id))!.priority, 9);
  });

  await t.test('past their deadline queued and running ones expire, say why, and cannot be written to', async () => {
    const past = new Date(Date.now() - 1);
    const queued = (await submit(like(null, { deadlineAt: past }))).evaluation;
    const running = (await submit(like(null, { deadlineAt: new Date(Date.now() + minute) }))).evaluation;
    const fine = (await submit(like(null, { deadlineAt: new Date(Date.now() + minute) }))).evaluation;
    await store.start(running.id);
    await executeSql(connectionString, `update evaluations set deadline_at = now() where id = '${running.id}'`);
    assert.equal(await store.start(queued.id), null);
    assert.deepEqual((await store.expire()).sort(), [queued.id, running.id].sort());
    assert.deepEqual(await store.expire(), []);
    for (const { id } of [queued, running]) {
      const { status, finishedAt, error: why } = (await store.get(id))!;
      assert.deepEqual([status, why?.code, why?.retryable], ['expired', 'DEADLINE_EXCEEDED', true]);
      assert.match(why!.detail, /by 20\d\d-/);
      assert.ok(why!.fix && finishedAt);
      assert.equal((await store.cancel(id))?.status, 'expired');
    }
    assert.equal(await store.heartbeat(running.id, 1), false);
    assert.equal(await store.succeed(running.id, 1, exampleResults(request)), false);
    assert.equal((await store.get(fine.id))?.status, 'queued');
  });

  await t.test('a retry queues what ended without a result, keeps the count, renews the budget', async () => {
    const { evaluation } = await submit(like(fresh()));
    const { id } = evaluation;
    assert.equal((await store.retry(id))?.retried, false);
    await store.start(id);
    await store.start(id);
    assert.equal((await store.retry(id))?.retried, false);
    await store.fail(id, 2, error);
    const deadlineAt = new Date(Date.now() + minute);
    const again = (await store.retry(id, { deadlineAt }))!;
    assert.equal(again.retried, true);
    const { status, attempt, attemptsBefore, finishedAt, startedAt } = again.evaluation;
    assert.deepEqual([status, attempt, attemptsBefore, finishedAt, startedAt], ['queued', 2, 2, null, null]);
    assert.deepEqual(again.evaluation.deadlineAt, deadlineAt);
    assert.equal((await store.start(id))?.attempt, 3);
    // The worker of the attempt before is no longer its owner.
    assert.equal(await store.heartbeat(id, 2), false);
    await store.cancel(id);
    assert.equal((await store.retry(id))?.retried, true);
    await succeed(id);
    assert.equal((await store.retry(id))?.retried, false);
    assert.equal(await store.retry('01890000-0000-7000-8000-000000000000'), null);
    assert.equal(await store.retry('nonsense'), null);
  });

  await t.test('a retry beside one of the same content that was submitted meanwhile is no conflict', async () => {
    const key = fresh();
    const first = await submit(like(key));
    await store.cancel(first.evaluation.id);
    const second = await submit(like(key));
    assert.equal(second.outcome, 'created');
    assert.equal((await store.retry(first.evaluation.id))?.retried, true);
  });

  await t.test('positions follow priority, then the order of queueing, and are counted so far only', async () => {
    const own = createEvaluationStore({ connectionString: await testDatabase(t) });
    t.after(() => own.close());
    const wanted = [0, -5, 5, 0].map((priority) => like(null, { priority }));
    const [normal, low, high, last] = (await own.submit(wanted)).map(({ evaluation }) => evaluation.id);
    const positions = await Promise.all([high, normal, last, low].map((id) => own.queuePosition(id)));
    assert.deepEqual(positions, [0, 1, 2, 3]);
    assert.equal(await own.queuePosition(low, { atMost: 2 }), 2);
    assert.deepEqual(await own.queuePace(), { running: 0, meanDurationMs: null });
    await own.start(high);
    assert.deepEqual(await own.finished([high, low, 'nonsense']), ['nonsense']);
    await own.succeed(high, 1, exampleResults(request));
    assert.deepEqual(await own.finished([high, low]), [high]);
    await own.start(normal);
    const { running, meanDurationMs } = await own.queuePace();
    const { startedAt, finishedAt } = (await own.get(high))!;
    assert.deepEqual([running, meanDurationMs], [1, finishedAt!.getTime() - startedAt!.getTime()]);
  });
});

test('idempotency keys', async (t) => {
  const connectionString = await testDatabase(t);
  const store = createEvaluationStore({ connectionString });
  t.after(() => store.close());
  const { idempotency } = store;
  const begin = (key: string, { fingerprint = 'f', leaseMs = minute, owner = 'me' } = {}) =>
    idempotency.begin({ owner, key, fingerprint, leaseMs });
  const first = async (key: string, leaseMs?: number) => {
    const start = await begin(key, { leaseMs });
    assert.equal(start.state, 'first');
    return (start as Extract<typeof start, { state: 'first' }>).lease;
  };
  const wanted: NewEvaluation = { request, commit, baseCommit: null };
  const evaluations = async () => (await store.list({ limit: 100 })).items.length;

  await t.test('of 50 at once one is first, the others are told so, and later get its answer', async () => {
    const starts = await Promise.all(Array.from({ length: 50 }, () => begin('race')));
    assert.deepEqual(starts.map(({ state }) => state).sort(), ['first', ...new Array(49).fill('under way')]);
    const { lease } = starts.find((start) => start.state === 'first')!;
    await store.submit([wanted], { idempotent: { lease, answer: () => answer } });
    assert.deepEqual(await begin('race'), { state: 'done', answer });
    assert.deepEqual(await begin('race', { fingerprint: 'g' }), { state: 'different' });
    // One caller's keys are no other's.
    assert.equal((await begin('race', { owner: 'you' })).state, 'first');
    await idempotency.finish(lease, { ...answer, status: 200 });
    assert.deepEqual(await begin('race'), { state: 'done', answer: { ...answer, status: 200 } });
  });

  await t.test('a key that was released is free, one that has an answer is not released', async () => {
    const lease = await first('released');
    await idempotency.release(lease);
    const again = await first('released');
    await store.submit([wanted], { idempotent: { lease: again, answer: () => answer } });
    await idempotency.release(again);
    assert.equal((await begin('released')).state, 'done');
  });

  await t.test('a first request that died gives way; if it was only slow, it stores nothing', async () => {
    const slow = await first('slow');
    assert.equal((await begin('slow')).state, 'under way');
    const before = await evaluations();
    let next = await begin('slow', { leaseMs: 0 });
    while (next.state !== 'first') next = await begin('slow', { leaseMs: 0 });
    const late = store.submit([wanted], { idempotent: { lease: slow, answer: () => answer } });
    await assert.rejects(late, { code: 'IDEMPOTENCY_IN_FLIGHT' });
    assert.equal(await evaluations(), before);
    await store.submit([wanted], { idempotent: { lease: next.lease, answer: () => answer } });
    assert.equal(await evaluations(), before + 1);
    await idempotency.release(slow);
    assert.equal((await begin('slow', { leaseMs: 0 })).state, 'done');
  });

  await t.test('after a day a key is as good as new, and is removed', async () => {
    await first('old');
    await executeSql(
      connectionString,
      `update idempotency_keys set created_at = now() - interval '25 hours', status = 202 where key = 'old'`,
    );
    const lease = await first('old');
    assert.equal(await idempotency.forget(), 0);
    await executeSql(
      connectionString,
      `update idempotency_keys set created_at = now() - interval '25 hours' where key = 'old'`,
    );
    assert.equal(await idempotency.forget(), 1);
    await assert.rejects(store.submit([wanted], { idempotent: { lease, answer: () => answer } }), {
      code: 'IDEMPOTENCY_IN_FLIGHT',
    });
  });
});
