/** Stands in for the child process that computes: does what the name of the model says. */
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelTraceError } from '@model-trace/core/errors';
import { exampleResults } from '../../../packages/core/test/results-fixture.ts';
import { type EvaluationInput, serveEvaluations } from '../src/serve-evaluations.ts';

/** Requests of the tests carry a path in `revision`: a file that processes tell each other something by. */
const behaviours: Record<string, (input: EvaluationInput & { file: string }) => Promise<void> | void> = {
  'fake/ok': () => {},
  'fake/permanent': () => {
    throw new ModelTraceError('MODEL_NOT_FOUND', 'no such model: fake/permanent', { fix: 'Check the name.' });
  },
  'fake/transient': () => {
    throw new ModelTraceError('HUB_UNAVAILABLE', 'the hub is away');
  },
  'fake/transient-once': ({ file }) => {
    if (existsSync(file)) return;
    writeFileSync(file, '');
    throw new ModelTraceError('HUB_UNAVAILABLE', 'the hub is away');
  },
  // Says who computes in `<file>.pid` and goes on when `<file>` exists.
  'fake/wait': async ({ file, onProgress }) => {
    onProgress({ task: 'perplexity', phase: 'layers', done: 1, total: 2, unit: 'layers' });
    writeFileSync(`${file}.pid`, String(process.pid));
    while (!existsSync(file)) await sleep(20);
  },
  'fake/killed': () => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
  'fake/exit': () => {
    console.error('Error: something native gave up');
    process.exit(7);
  },
  'fake/abort': () => process.abort(),
  'fake/loop': () => {
    for (;;);
  },
  // Outside of V8's heap, as tensors are.
  'fake/memory': async () => {
    const hoard: Buffer[] = [];
    for (;;) {
      hoard.push(Buffer.alloc(16 * 2 ** 20, 1));
      await sleep(5);
    }
  },
  // Dies once, as on a machine that was out of memory.
  'fake/killed-once': ({ file }) => {
    if (existsSync(file)) return;
    writeFileSync(file, '');
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
  'fake/heap': () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(new Array(100_000).fill(hoard.length));
  },
};

serveEvaluations(async (input) => {
  const { model, revision: file = '' } = input.request;
  await behaviours[model]({ ...input, file });
  return exampleResults(input.request, { seedText: `computed by ${process.pid}` });
});
