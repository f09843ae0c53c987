import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { EvaluationProgress } from '@model-trace/core/results';
import { createEvaluationPool } from '../src/evaluation-pool.ts';
import { computingPid, eventually, isGone, logger, release } from './harness.ts';

const settings = {
  models: { roots: [], cacheDir: 'unused', cacheMaxBytes: 1 },
  provider: 'cpu' as const,
  codeCommit: null,
};

function pool(t: TestContext, { maxJobsPerProcess = 100 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'model-trace-pool-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const module = new URL('./fake-evaluation-process.ts', import.meta.url);
  const created = createEvaluationPool({ module, execArgv: [], logger, maxJobsPerProcess });
  t.after(() => created.close());
  let count = 0;
  const run = (model: string, { signal = new AbortController().signal, file = '' } = {}) => {
    const progress: EvaluationProgress[] = [];
    const results = created.run(
      { evaluationId: `evaluation ${count++}`, request: { model, revision: file, tasks: ['perplexity'] }, settings },
      { signal, onProgress: (report) => progress.push(report) },
    );
    // Which process it was: the fake writes that into its result.
    return results.then((done) => ({ by: done.perplexity!.tokens[0].text, progress }));
  };
  return { ...created, run, file: (name: string) => join(directory, name) };
}

test('one process computes one evaluation after another', async (t) => {
  const { run } = pool(t);
  const first = await run('fake/ok');
  await assert.rejects(run('fake/permanent'), { code: 'MODEL_NOT_FOUND', fix: 'Check the name.' });
  assert.equal((await run('fake/ok')).by, first.by);
});

test('a process started ahead is the one that computes', async (t) => {
  const { run, warm } = pool(t, { maxJobsPerProcess: 1 });
  warm(2);
  const [first, second] = [await run('fake/ok'), await run('fake/ok')];
  assert.notEqual(first.by, second.by);
});

test('evaluations at the same time have a process each', async (t) => {
  const { run, file } = pool(t);
  const [a, b] = [run('fake/wait', { file: file('a') }), run('fake/wait', { file: file('b') })];
  assert.notEqual(await computingPid(file('a')), await computingPid(file('b')));
  release(file('a'));
  release(file('b'));
  assert.notEqual((await a).by, (await b).by);
  assert.deepEqual((await a).progress, [{ task: 'perplexity', phase: 'layers', done: 1, total: 2, unit: 'layers' }]);
});

test('a process is replaced after its share of evaluations, and after it died', async (t) => {
  const { run } = pool(t, { maxJobsPerProcess: 2 });
  const [first, second, third] = [await run('fake/ok'), await run('fake/ok'), await run('fake/ok')];
  assert.equal(first.by, second.by);
  assert.notEqual(second.by, third.by);
  await assert.rejects(run('fake/killed'), { code: 'PROCESS_DIED', message: /SIGKILL/, fix: /memory/ });
  const fourth = await run('fake/ok');
  assert.notEqual(third.by, fourth.by);
});

test('aborting ends the process and rejects with the reason', async (t) => {
  const { run, file } = pool(t);
  const controller = new AbortController();
  const running = run('fake/wait', { file: file('a'), signal: controller.signal });
  const pid = await computingPid(file('a'));
  const reason = new Error('no longer wanted');
  controller.abort(reason);
  await assert.rejects(running, reason);
  assert.ok(isGone(pid));
  await assert.rejects(run('fake/ok', { signal: controller.signal }), reason);
});

test('closing ends idle and busy processes', async (t) => {
  const { run, close, file } = pool(t);
  const running = run('fake/wait', { file: file('a') });
  const pid = await computingPid(file('a'));
  const rejected = assert.rejects(running, { code: 'PROCESS_DIED' });
  await close();
  await rejected;
  await eventually('the process is gone', () => isGone(pid));
});
