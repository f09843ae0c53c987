import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { describe, test } from 'node:test';
import { executeSql, queueBackends } from '../../../packages/core/test/services.ts';
import { workerDefaults } from '../src/config.ts';
import { computingPid, eventually, isGone, release, withHarness } from './harness.ts';

const { heartbeatMs } = workerDefaults;

for (const backend of await queueBackends()) {
  describe(`ends of evaluations with the queue in ${backend.name}`, { skip: backend.skip, concurrency: 2 }, () => {
    test('a cancel reaches a running job on whatever worker within 2 s, at the heartbeat of production', (t) =>
      withHarness({ t, backend, overrides: { heartbeatMs } }, async ({ submit, startWorker, store }) => {
        await startWorker();
        await startWorker();
        // One on each of the two.
        const running = [await submit('fake/wait'), await submit('fake/wait')];
        const pids = await Promise.all(running.map(({ file }) => computingPid(file)));
        assert.notEqual(pids[0], pids[1]);
        const canceledAt = performance.now();
        for (const { id } of running) await store.cancel(id);
        for (const pid of pids) await eventually('the process is gone', () => isGone(pid));
        const tookMs = performance.now() - canceledAt;
        t.diagnostic(`both processes were gone after ${Math.round(tookMs)} ms`);
        assert.ok(tookMs < 2_000, `${tookMs} ms`);
      }));

    test('what is past its deadline expires: the job of a running one is stopped, a waiting one never starts', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, queue }) => {
        const running = await submit('fake/wait', { deadlineAt: new Date(Date.now() + 3_000) });
        await startWorker();
        const pid = await computingPid(running.file);
        const waiting = await submit('fake/ok', { deadlineAt: new Date(Date.now() + 500) });
        const { attempt, error } = await reached(waiting.id, 'expired');
        assert.deepEqual([attempt, error?.code], [0, 'DEADLINE_EXCEEDED']);
        assert.equal(isGone(pid), false);
        assert.equal((await reached(running.id, 'expired')).attempt, 1);
        await eventually('the process is gone', () => isGone(pid));
        for (const { id } of [running, waiting])
          await eventually('the job is gone', async () => (await queue.state(id)) === null);
      }));

    test('one that is canceled and retried while it still runs is run again, by no sweeper', (t) =>
      withHarness(
        { t, backend, overrides: { heartbeatMs } },
        async ({ submit, startWorker, reached, store, queue }) => {
          const { id, file } = await submit('fake/wait');
          await startWorker();
          const pid = await computingPid(file);
          await store.cancel(id);
          assert.equal((await store.retry(id))?.retried, true);
          // Does nothing: the job is still there.
          await queue.add(id);
          await eventually('the process is gone', () => isGone(pid));
          unlinkSync(`${file}.pid`);
          await computingPid(file);
          release(file);
          assert.equal((await reached(id, 'succeeded')).attempt, 2);
        },
      ));

    test('a retry has a whole budget of attempts again, which go on counting', (t) =>
      withHarness(
        { t, backend, overrides: { attempts: 2, maxStarts: 2 } },
        async ({ submit, startWorker, reached, store, queue }) => {
          const { id } = await submit('fake/transient');
          await startWorker();
          assert.equal((await reached(id, 'failed')).attempt, 2);
          await eventually('the job is gone', async () => (await queue.state(id)) === null);
          assert.equal((await store.retry(id))?.retried, true);
          await queue.add(id);
          const again = await reached(id, 'failed');
          assert.deepEqual([again.attempt, again.error?.code], [4, 'HUB_UNAVAILABLE']);
        },
      ));

    test('they run in the order of their positions: larger priorities first, then as they came', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, store, config }) => {
        const ids: string[] = [];
        for (const priority of [0, -3, 100, 0, 5, -100]) ids.push((await submit('fake/ok', { priority })).id);
        const positions = await Promise.all(ids.map((id) => store.queuePosition(id)));
        assert.deepEqual(positions, [2, 4, 0, 3, 1, 5]);
        await startWorker();
        for (const id of ids) await reached(id, 'succeeded');
        const { rows } = await executeSql(config.databaseUrl, 'select id from evaluations order by started_at');
        const order = rows.map(({ id }) => positions[ids.indexOf(id)]);
        assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
      }));
  });
}
