import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { executeSql, queueBackends } from '../../../packages/core/test/services.ts';
import { startSweeper } from '../src/sweeper.ts';
import { logger, withHarness } from './harness.ts';

const [backend] = await queueBackends();

test('evaluations go when they are old, but for those of the leaderboard; checkpoints go when their evaluation has ended', (t) =>
  withHarness({ t, backend }, async ({ store, queue, config }) => {
    const checkpointDir = await mkdtemp(join(tmpdir(), 'model-trace-retention-'));
    t.after(() => rm(checkpointDir, { recursive: true }));
    const create = async (model: string) => {
      const { id, request } = await store.create({
        ...{ request: { model, tasks: ['perplexity'] } },
        commit: null,
        baseCommit: null,
      });
      await mkdir(join(checkpointDir, id));
      await utimes(join(checkpointDir, id), new Date(0), new Date(0));
      return { id, request };
    };
    const error = { code: 'TEXT_EMPTY', detail: '', retryable: false, fix: null };
    const [shown, replaced, failed, recent, running] = [
      await create('a/a'),
      await create('b/b'),
      await create('c/c'),
      await create('d/d'),
      await create('e/e'),
    ];
    for (const { id, request } of [shown, replaced]) {
      await store.start(id);
      await store.succeed(id, 1, exampleResults(request));
    }
    for (const { id } of [failed, recent]) {
      await store.start(id, { worker: 'a:1' });
      await store.fail(id, 1, error);
    }
    await store.start(running.id);
    await executeSql(config.databaseUrl, `delete from leaderboard where model = 'b/b'`);
    const old = [shown, replaced, failed].map(({ id }) => `'${id}'`);
    await executeSql(
      config.databaseUrl,
      `update evaluations set finished_at = now() - interval '31 days' where id in (${old})`,
    );
    await writeFile(join(checkpointDir, 'not of ours'), '');
    const sweeper = (retentionDays?: number) =>
      startSweeper({
        ...{ store, queue, logger, retentionDays, checkpointDir, events: { forget: async () => 0 } },
        webhooks: { forget: async () => 0 },
        ...{ intervalMs: 600_000, staleMs: 0 },
      });
    const [keeping, removing] = [sweeper(), sweeper(30)];
    const left = async () => {
      const evaluations = [shown, replaced, failed, recent, running];
      const found = await Promise.all(evaluations.map(({ id }) => store.get(id)));
      return found.flatMap((evaluation) => (evaluation ? [evaluation.request.model] : []));
    };
    await keeping.clean();
    assert.equal((await left()).length, 5);
    assert.deepEqual((await readdir(checkpointDir)).sort(), [running.id, 'not of ours'].sort());
    await removing.clean();
    assert.deepEqual(await left(), ['a/a', 'd/d', 'e/e']);
    await Promise.all([keeping.stop(), removing.stop()]);
  }));
