import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EvaluationProgress } from '../results/index.ts';
import { reportProgress } from './report-progress.ts';

function setUp(stream: boolean) {
  const seen: EvaluationProgress[] = [];
  let ms = 0;
  const models = { roots: null, cacheDir: '', cacheMaxBytes: 0, stream };
  const reports = reportProgress('perplexity', { models, onProgress: (one) => seen.push(one) }, () => ms);
  return {
    ...reports,
    seen,
    wait(by: number) {
      ms += by;
    },
  };
}

const layers = { phase: 'layers', done: 1, total: 4, unit: 'layers' as const };

test('a download is a phase of its own, told at its start and end and now and then', () => {
  const { bytesOf, onProgress, seen, wait } = setUp(false);
  const [first, second] = [bytesOf(), bytesOf()];
  first(0, 100);
  for (let received = 1; received <= 50; received++) first(received, 100);
  wait(250);
  second(10, 300);
  first(100, 100);
  onProgress(layers);
  assert.deepEqual(
    seen.map(({ phase, done, total }) => [phase, done, total]),
    [
      ['download', 0, 100],
      ['download', 60, 400],
      ['download', 110, 400],
      ['layers', 1, 4],
    ],
  );
  assert.ok(seen.every(({ receivedBytes }) => receivedBytes === undefined));
});

test('streamed bytes accompany the phases of the task', () => {
  const { bytesOf, onProgress, seen, wait } = setUp(true);
  const [first, second] = [bytesOf(), bytesOf()];
  first(8, 1000);
  onProgress(layers);
  first(100, 1000);
  wait(250);
  second(50, 1000);
  assert.deepEqual(seen, [
    { task: 'perplexity', ...layers, receivedBytes: 8 },
    { task: 'perplexity', ...layers, receivedBytes: 150 },
  ]);
});
