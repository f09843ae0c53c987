import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { evaluate } from '@model-trace/core/evaluation';
import { writeDeepModel } from '../../../packages/core/test/deep-model.ts';
import { queueBackends } from '../../../packages/core/test/services.ts';
import { computingPid, kill, withHarness } from './harness.ts';

const [layers, lastKept] = [12, 8];

for (const backend of await queueBackends()) {
  test(`a worker killed in layer ${lastKept + 1} of ${layers}: the next computes the rest (${backend.name})`, {
    skip: backend.skip,
  }, async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'model-trace-checkpoints-'));
    t.after(() => rm(directory, { recursive: true }));
    const model = join(directory, 'models', 'deep');
    await writeDeepModel(model, { of: 'l0', layers });
    const file = join(directory, 'stop');
    // Told as done before it is kept: what is on disk then is the layer before.
    Object.assign(process.env, { STOP_FILE: file, STOP_AT: String(lastKept + 1) });
    const overrides = {
      modelRoots: [join(directory, 'models')],
      ...{ checkpointDir: join(directory, 'checkpoints'), checkpointEveryMs: 0 },
      evaluationModule: new URL('./stopping-evaluation-process.ts', import.meta.url),
    };
    await withHarness(
      { t, backend, overrides },
      async ({ store, queue, spawnWorker, startWorker, reached, config }) => {
        const request = { model, tasks: ['perplexity' as const] };
        const { id } = await store.create({ request, commit: null, baseCommit: null });
        await queue.add(id);
        const { worker } = spawnWorker();
        const pid = await computingPid(file);
        await kill(worker);
        process.kill(pid, 'SIGKILL');
        await startWorker();
        const { results, attempt } = await reached(id, 'succeeded');
        assert.equal(attempt, 2);
        const history = await store.attempts(id);
        assert.deepEqual(
          history.map(({ error, resumedLayers }) => [error?.code ?? null, resumedLayers]),
          [
            ['INTERRUPTED', null],
            [null, lastKept],
          ],
        );
        assert.match(history[0].worker!, new RegExp(`:${worker.pid}$`));
        assert.match(history[1].worker!, new RegExp(`:${process.pid}$`));
        const log = (await readFile(`${file}.log`, 'utf8'))
          .trim()
          .split('\n')
          .map((line) => line.split(' ').map(Number));
        const second = log.filter(([by]) => by !== pid).map(([, done]) => done);
        assert.deepEqual(
          second.filter((done) => done > lastKept),
          [9, 10, 11, 12],
        );
        assert.ok(!second.some((done) => done > 0 && done < lastKept), 'a layer was computed again');
        const { modelRoots: roots, cacheDir, cacheMaxBytes } = config;
        const whole = await evaluate({
          request,
          models: { roots, cacheDir, cacheMaxBytes },
          provider: 'cpu',
          codeCommit: null,
        });
        const { codeCommit: _, ...protocol } = results!.perplexity!.protocol;
        const { codeCommit: _commit, ...expected } = whole.perplexity!.protocol;
        assert.deepEqual(
          { ...results!.perplexity, protocol },
          JSON.parse(JSON.stringify({ ...whole.perplexity, protocol: expected })),
        );
        for (const deadline = performance.now() + 10_000; ; ) {
          if ((await readdir(config.checkpointDir!)).length === 0) break;
          assert.ok(performance.now() < deadline, 'checkpoints of an ended evaluation stay');
        }
      },
    );
  });
}
