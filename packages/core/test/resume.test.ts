import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, after as cleanUp, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluate } from '@model-trace/core/evaluation';
import type { EvaluationProgress, EvaluationRequest } from '@model-trace/core/results';
import { openResume } from '@model-trace/core/resume';
import { writeDeepModel } from './deep-model.ts';

const layers = 8;
let directory: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-trace-resume-'));
  for (const name of ['g0', 'g1', 'l0']) await writeDeepModel(join(directory, name), { of: name, layers });
});
cleanUp(() => rm(directory, { recursive: true }));

let jobs = 0;
class Killed extends Error {}

/** Evaluates in attempts that end when one after another of `ends` says so, and once more without an end. */
async function inAttempts(
  request: EvaluationRequest,
  ends: ((progress: EvaluationProgress) => boolean)[],
  settings: { hiddenBytes?: number; between?: () => Promise<void> } = {},
) {
  const job = `job-${jobs++}`;
  const attempts: { progress: EvaluationProgress[]; resumed: number }[] = [];
  for (const end of [...ends, () => false]) {
    const attempt = { progress: [] as EvaluationProgress[], resumed: 0 };
    attempts.push(attempt);
    const controller = new AbortController();
    const resume = openResume({
      ...{ directory: join(directory, 'checkpoints'), job, everyMs: 0 },
      onResumed: (blocks) => {
        attempt.resumed += blocks;
      },
    });
    try {
      const results = await run(request, {
        ...{ resume, signal: controller.signal },
        ...(settings.hiddenBytes !== undefined && { memory: { maxBytes: settings.hiddenBytes } }),
        onProgress: (progress) => {
          attempt.progress.push(progress);
          if (end(progress)) controller.abort(new Killed());
        },
      });
      assert.equal(attempts.length, ends.length + 1, 'an attempt was to be ended and was not');
      return { results, attempts };
    } catch (caught) {
      if (!(caught instanceof Killed)) throw caught;
      await settings.between?.();
    }
  }
  assert.fail();
}

const run = (request: EvaluationRequest, context: Partial<Parameters<typeof evaluate>[0]> = {}) => {
  const models = { roots: null, cacheDir: join(directory, 'cache'), cacheMaxBytes: 0 };
  return evaluate({ request, models, provider: 'cpu', codeCommit: null, ...context });
};

const model = (name: string) => join(directory, name);

test('a perplexity goes on at the last finished block, with the same numbers to the last digit', async () => {
  for (const [name, hiddenBytes] of [
    ['g0', undefined],
    ['l0', 0],
  ] as const) {
    const request: EvaluationRequest = { model: model(name), tasks: ['perplexity'] };
    const { results, attempts } = await inAttempts(
      request,
      [({ phase, done }) => phase === 'layers' && done === 3, ({ phase, done }) => phase === 'layers' && done === 6],
      { hiddenBytes },
    );
    assert.deepEqual(
      attempts.map(({ resumed }) => resumed),
      [0, 3, 6],
    );
    const computed = attempts.map(({ progress, resumed }) => {
      const done = progress.filter(({ phase }) => phase === 'layers').map((each) => Math.floor(each.done));
      return Math.max(...done) - resumed;
    });
    assert.equal(computed[2], layers - 6);
    assert.deepEqual(results, await run(request));
  }
});

test('a comparison of two models goes on in the second of them', async () => {
  const request: EvaluationRequest = {
    ...{ model: model('g0'), base: model('g1'), tasks: ['perplexity'] },
    perplexity: { compareWithBase: true },
  };
  const { results, attempts } = await inAttempts(request, [({ phase, done }) => phase === 'base layers' && done === 5]);
  assert.equal(attempts[1].resumed, layers + 5);
  assert.deepEqual(results, await run(request));
});

test('a trace repeats neither finished blocks of statistics nor the pass up to them', async () => {
  const example = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));
  const gated: EvaluationRequest = { model: example('l0'), base: example('l0-perm'), tasks: ['trace'] };
  const { results, attempts } = await inAttempts(gated, [
    ({ phase, done }) => phase === 'csu' && done >= 2,
    ({ phase, done }) => phase === 'activations' && done === 3,
    ({ phase, done }) => phase === 'activations' && done === 4,
  ]);
  // Both models, each as far as the blocks that are controls of each other: the first two of four.
  assert.deepEqual(
    attempts.map(({ resumed }) => resumed),
    [0, 0, 4, 4],
  );
  assert.deepEqual(results, await run(gated));

  const plain: EvaluationRequest = {
    model: example('g0'),
    base: example('g1'),
    tasks: ['trace'],
    statistics: ['match'],
  };
  const twoView = await inAttempts(plain, [({ phase, done }) => phase === 'match' && done >= 3]);
  assert.deepEqual(twoView.results, await run(plain));
});

test('pairs of all blocks that are finished are not compared again', async () => {
  const example = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));
  for (const [of, base] of [
    ['g0', 'g1'],
    ['l0', 'l0-perm'],
  ]) {
    const request: EvaluationRequest = {
      model: example(of),
      base: example(base),
      tasks: ['trace'],
      statistics: ['match-all'],
    };
    const { results, attempts } = await inAttempts(
      request,
      [6, 12].map(
        (pairs) =>
          ({ phase, done }) =>
            phase === 'match-all' && done >= pairs,
      ),
    );
    const { done, total } = attempts[2].progress.findLast(({ phase }) => phase === 'match-all')!;
    assert.equal(done, total, 'those that are there count too');
    assert.deepEqual(results, await run(request));
  }
});

test('what was kept of another version of a file is not used', async () => {
  const name = model('changing');
  await writeDeepModel(name, { of: 'g0', layers });
  const request: EvaluationRequest = { model: name, tasks: ['perplexity'] };
  const { results, attempts } = await inAttempts(request, [({ phase, done }) => phase === 'layers' && done === 4], {
    between: () => writeDeepModel(name, { of: 'g1', layers }),
  });
  assert.equal(attempts[1].resumed, 0);
  assert.deepEqual(results, await run(request));
});
