import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql, queueBackends } from '../../../packages/core/test/services.ts';
import { startSweeper } from '../src/sweeper.ts';
import { computingPid, eventually, isGone, kill, logger, release, withHarness } from './harness.ts';

for (const backend of await queueBackends()) {
  describe(`worker with its queue in ${backend.name}`, { skip: backend.skip, concurrency: 2 }, () => {
    test('computes what was submitted and leaves no job behind', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, queue }) => {
        const { id, file } = await submit('fake/ok');
        await startWorker();
        const { attempt, results, error } = await reached(id, 'succeeded');
        assert.equal(attempt, 1);
        assert.equal(error, null);
        const request = { model: 'fake/ok', revision: file, tasks: ['perplexity', 'trace'] as const };
        const expected = exampleResults({ ...request, tasks: [...request.tasks] });
        assert.deepEqual(results?.trace, expected.trace);
        await eventually('the job is gone', async () => (await queue.state(id)) === null);
      }));

    test('shows progress while it runs', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, store }) => {
        const { id, file } = await submit('fake/wait');
        await startWorker();
        const progress = await eventually('progress is stored', async () => (await store.get(id))?.progress ?? null);
        assert.deepEqual(progress, { task: 'perplexity', phase: 'layers', done: 1, total: 2, unit: 'layers' });
        release(file);
        await reached(id, 'succeeded');
      }));

    test('does not try again what cannot succeed', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, queue }) => {
        const { id } = await submit('fake/permanent');
        await startWorker();
        const { attempt, error } = await reached(id, 'failed');
        assert.equal(attempt, 1);
        assert.deepEqual(error, {
          code: 'MODEL_NOT_FOUND',
          detail: 'no such model: fake/permanent',
          retryable: false,
          fix: 'Check the name.',
        });
        await eventually('the job is gone', async () => (await queue.state(id)) === null);
      }));

    test('tries again after a transient failure, a limited number of times', (t) =>
      withHarness({ t, backend, overrides: { attempts: 3 } }, async ({ submit, startWorker, reached }) => {
        const [once, always] = [await submit('fake/transient-once'), await submit('fake/transient')];
        await startWorker();
        const recovered = await reached(once.id, 'succeeded');
        assert.equal(recovered.attempt, 2);
        assert.equal(recovered.error, null);
        const failed = await reached(always.id, 'failed');
        assert.equal(failed.attempt, 3);
        assert.equal(failed.error?.code, 'HUB_UNAVAILABLE');
      }));

    test('a child process that dies is a failed evaluation with a reason, not a dead worker', (t) =>
      withHarness(
        { t, backend, overrides: { attempts: 9, evaluationExecArgv: ['--max-old-space-size=40'] } },
        async ({ submit, startWorker, reached, queue }) => {
          const [killed, exited, heap, aborted, once] = [
            await submit('fake/killed'),
            await submit('fake/exit'),
            await submit('fake/heap'),
            await submit('fake/abort'),
            await submit('fake/killed-once'),
          ];
          const fine = await submit('fake/ok');
          await startWorker();
          for (const [{ id }, reason] of [
            [killed, /SIGKILL/],
            [exited, /exit code 7.*something native gave up/s],
            [heap, /ran out of memory/],
            [aborted, /SIGABRT/],
          ] as const) {
            const { error, attempt } = await reached(id, 'failed');
            assert.equal(error?.code, 'PROCESS_DIED');
            assert.match(error.detail, reason);
            // Tried once more, and then it is the model.
            assert.equal(attempt, 2);
            assert.equal(error.retryable, false);
            await eventually('the job is gone', async () => (await queue.state(id)) === null);
          }
          await reached(fine.id, 'succeeded');
          assert.equal((await reached(once.id, 'succeeded')).attempt, 2);
        },
      ));

    // Limits of their own: on a busy machine what is to take too much memory, or ends at once, may take two seconds as well.
    for (const { model, overrides, code, detail, fix } of [
      {
        ...{ model: 'fake/memory', overrides: { jobMemoryMaxBytes: 300 * 2 ** 20 } },
        ...{ code: 'JOB_MEMORY_EXCEEDED', detail: /of 300 MiB/, fix: /JOB_MEMORY_MAX_BYTES/ },
      },
      {
        ...{ model: 'fake/loop', overrides: { jobTimeoutMs: 2_000 } },
        ...{ code: 'JOB_TIMEOUT', detail: /longer than 2 s/, fix: /JOB_TIMEOUT_MS/ },
      },
    ])
      test(`${model}, over what one may take, is ended and says so, at once and for good`, (t) =>
        withHarness({ t, backend }, async ({ submit, startWorker, reached }) => {
          const { id } = await submit(model);
          const limited = await startWorker(overrides);
          const { error, attempt } = await reached(id, 'failed');
          assert.deepEqual([error?.code, error?.retryable, attempt], [code, false, 1]);
          assert.match(error!.detail, detail);
          assert.match(error!.fix!, fix);
          await limited.stop({ now: true });
          const fine = await submit('fake/ok');
          await startWorker();
          await reached(fine.id, 'succeeded');
        }));

    test('leaves alone what was canceled while it waited', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, store, queue }) => {
        const { id } = await submit('fake/ok');
        await store.cancel(id);
        await startWorker();
        await eventually('the job is gone', async () => (await queue.state(id)) === null);
        const { status, attempt } = (await store.get(id))!;
        assert.deepEqual({ status, attempt }, { status: 'canceled', attempt: 0 });
      }));

    test('a cancel ends the process that computes, and the worker goes on', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, store }) => {
        const { id, file } = await submit('fake/wait');
        await startWorker();
        const pid = await computingPid(file);
        assert.equal((await store.cancel(id))?.status, 'canceled');
        await eventually('the process is gone', () => isGone(pid));
        const next = await submit('fake/ok');
        await reached(next.id, 'succeeded');
        assert.equal((await store.get(id))?.status, 'canceled');
        assert.equal((await store.get(id))?.results, null);
      }));

    test('a worker killed in the middle of a job loses nothing: another finishes it, once', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, spawnWorker, reached }) => {
        const { id, file } = await submit('fake/wait');
        const { worker } = spawnWorker();
        const pid = await computingPid(file);
        await kill(worker);
        await eventually('the child goes with its worker', () => isGone(pid));
        unlinkSync(`${file}.pid`);
        await startWorker();
        assert.notEqual(await computingPid(file), pid);
        release(file);
        const { attempt, results } = await reached(id, 'succeeded');
        assert.equal(attempt, 2);
        assert.ok(results?.perplexity && results.trace);
      }));

    test('a worker that fell silent and comes back cannot overwrite the one that took over', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, spawnWorker, reached, store, queue }) => {
        const { id, file } = await submit('fake/wait');
        const { worker: silent, logged } = spawnWorker();
        const silentPid = await computingPid(file);
        silent.kill('SIGSTOP');
        unlinkSync(`${file}.pid`);
        await startWorker();
        const pid = await computingPid(file);
        assert.notEqual(silentPid, pid);
        // The child of the silent worker is released too: its result waits in the pipe.
        release(file);
        const { attempt, results, updatedAt } = await reached(id, 'succeeded');
        assert.equal(attempt, 2);
        assert.equal(results?.perplexity?.tokens[0].text, `computed by ${pid}`);
        silent.kill('SIGCONT');
        await logged(/evaluation finished but is no longer ours|evaluation stopped: canceled or taken over/);
        const after = await store.get(id);
        assert.deepEqual(after?.results, results);
        assert.deepEqual(after?.updatedAt, updatedAt);
        await eventually('the job is gone', async () => (await queue.state(id)) === null);
      }));

    test('two workers share the work and each evaluation is done once', (t) =>
      withHarness({ t, backend, overrides: { concurrency: 2 } }, async ({ submit, startWorker, reached }) => {
        const submitted = await Promise.all(Array.from({ length: 12 }, () => submit('fake/ok')));
        await Promise.all([startWorker(), startWorker()]);
        for (const { id } of submitted) assert.equal((await reached(id, 'succeeded')).attempt, 1);
      }));

    test('a queue that lost its content is filled again from the database', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, flush, store, queue }) => {
        const submitted = [await submit('fake/ok'), await submit('fake/ok')];
        // Its worker died, and then the queue forgot about it.
        const orphan = await submit('fake/ok');
        await store.start(orphan.id);
        await flush();
        assert.equal(await queue.state(submitted[0].id), null);
        // A negative age: everything counts as untouched for long.
        const sweeper = startSweeper({
          ...{ store, queue, logger, events: { forget: async () => 0 }, webhooks: { forget: async () => 0 } },
          intervalMs: 600_000,
          staleMs: -60_000,
        });
        assert.equal(await sweeper.sweep(), 1);
        assert.equal((await store.get(orphan.id))?.status, 'queued');
        assert.equal((await store.get(orphan.id))?.error?.code, 'INTERRUPTED');
        for (const { id } of submitted) assert.equal(await queue.state(id), 'waiting');
        // Once more changes nothing.
        assert.equal(await sweeper.sweep(), 0);
        await sweeper.stop();
        await startWorker();
        for (const { id } of submitted) assert.equal((await reached(id, 'succeeded')).attempt, 1);
        assert.equal((await reached(orphan.id, 'succeeded')).attempt, 2);
      }));

    test('a pause outlives a queue that loses everything, and a resume that did not reach it is made up for', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, flush, store, queue }) => {
        const sweeper = startSweeper({
          ...{ store, queue, logger, events: { forget: async () => 0 }, webhooks: { forget: async () => 0 } },
          ...{ intervalMs: 600_000, staleMs: -60_000, expireIntervalMs: 600_000 },
        });
        t.after(() => sweeper.stop());
        await queue.pause();
        await sweeper.sweep();
        assert.equal((await queue.overview()).paused, true); // nobody said anything to the database
        await store.administration.setPaused(true);
        const before = await submit('fake/ok');
        await flush();
        // PostgreSQL keeps the mark in a table that a loss of jobs leaves alone.
        if (backend.name === 'PostgreSQL') await queue.resume();
        assert.equal((await queue.overview()).paused, false);
        await sweeper.sweep();
        assert.deepEqual(await queue.overview(), { paused: true, jobs: { waiting: 1, delayed: 0, active: 0 } });
        if (backend.name === 'Redis') await flush();
        else await queue.resume();
        // A worker that starts pauses the queue before it takes a job.
        const after = await submit('fake/ok');
        await startWorker();
        await sleep(500); // long enough for a worker that does not care
        assert.equal((await queue.overview()).paused, true);
        for (const { id } of [before, after]) assert.equal((await store.get(id))?.status, 'queued');
        await store.administration.setPaused(false);
        await sweeper.sweep();
        for (const { id } of [before, after]) await reached(id, 'succeeded');
      }));

    test('a queue that loses its content under a running job lets it finish, once', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, flush, store, queue }) => {
        const { id, file } = await submit('fake/wait');
        await startWorker();
        await computingPid(file);
        await flush();
        release(file);
        assert.equal((await reached(id, 'succeeded')).attempt, 1);
        const next = await store.create({
          request: { model: 'fake/ok', tasks: ['perplexity'] },
          ...{ commit: null, baseCommit: null },
        });
        await queue.add(next.id);
        await reached(next.id, 'succeeded');
      }));

    test('a stop lets a running evaluation finish within the grace period', (t) =>
      withHarness({ t, backend, overrides: { graceMs: 60_000 } }, async ({ submit, startWorker, store, queue }) => {
        const [running, waiting] = [await submit('fake/wait'), await submit('fake/ok')];
        const worker = await startWorker();
        await computingPid(running.file);
        const stopped = worker.stop();
        release(running.file);
        await stopped;
        assert.equal((await store.get(running.id))?.status, 'succeeded');
        assert.equal((await store.get(waiting.id))?.status, 'queued');
        assert.equal(await queue.state(waiting.id), 'waiting');
      }));

    test('after the grace period, or a second stop, running evaluations go back to the queue', (t) =>
      withHarness(
        { t, backend, overrides: { graceMs: 600_000, attempts: 1 } },
        async ({ submit, startWorker, store, queue, reached }) => {
          const { id, file } = await submit('fake/wait');
          const worker = await startWorker();
          const pid = await computingPid(file);
          const stopped = worker.stop();
          await Promise.all([stopped, worker.stop()]);
          assert.ok(isGone(pid));
          const waiting = await store.get(id);
          assert.equal(waiting?.status, 'queued');
          assert.equal(waiting?.error?.code, 'INTERRUPTED');
          assert.equal(await queue.state(id), 'waiting');
          // `attempts: 1`: had the interruption counted as an attempt, there would be none left.
          release(file);
          await startWorker();
          assert.equal((await reached(id, 'succeeded')).attempt, 2);
        },
      ));

    test('survives the loss of every database connection', (t) =>
      withHarness({ t, backend }, async ({ submit, startWorker, reached, config }) => {
        const { id, file } = await submit('fake/wait');
        await startWorker();
        await computingPid(file);
        await executeSql(
          config.databaseUrl,
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        );
        release(file);
        await reached(id, 'succeeded');
        const next = await submit('fake/ok');
        await reached(next.id, 'succeeded');
      }));

    test('gives up an evaluation that costs every worker its life', (t) =>
      withHarness(
        { t, backend, overrides: { maxStarts: 1 } },
        async ({ submit, startWorker, spawnWorker, reached }) => {
          const { id, file } = await submit('fake/wait');
          const { worker } = spawnWorker();
          await computingPid(file);
          await kill(worker);
          await startWorker();
          assert.equal((await reached(id, 'failed')).error?.code, 'PROCESS_DIED');
        },
      ));
  });
}
