import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluatePerplexity } from '@model-trace/core/evaluation';
import type { EvaluationProgress } from '@model-trace/core/results';
import { startFakeHub } from '../../../packages/core/test/fake-hub.ts';
import { workerDefaults } from '../src/config.ts';
import { createEvaluationPool } from '../src/evaluation-pool.ts';
import { logger } from './harness.ts';

test('a child process streams a model: the value of its directory, nothing on disk', async (t) => {
  const directory = fileURLToPath(new URL('../../../examples/models/g0', import.meta.url));
  const hub = await startFakeHub({ models: { 'owner/g0': { dir: directory } } });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-stream-'));
  const module = workerDefaults.evaluationModule;
  const pool = createEvaluationPool({ module, execArgv: [], logger, maxJobsPerProcess: 1 });
  t.after(async () => {
    await pool.close();
    await hub.close();
    await rm(cacheDir, { recursive: true });
  });
  const models = { roots: [], cacheDir, cacheMaxBytes: 1, stream: true, hubEndpoint: hub.endpoint };
  const settings = { models, provider: 'cpu' as const, codeCommit: null };
  const seen: EvaluationProgress[] = [];
  const { perplexity } = await pool.run(
    { evaluationId: 'streamed', request: { model: 'owner/g0', tasks: ['perplexity'] }, settings },
    { signal: new AbortController().signal, onProgress: (progress) => seen.push(progress) },
  );
  const expected = await evaluatePerplexity({
    request: { model: directory, tasks: ['perplexity'] },
    ...{ models: { roots: null, cacheDir, cacheMaxBytes: 0 }, provider: 'cpu', codeCommit: null },
  });
  assert.equal(perplexity!.nllNats, expected.nllNats);
  assert.equal(perplexity!.protocol.model.access, 'stream');
  assert.ok(seen.at(-1)!.receivedBytes! > 3_000_000);
  assert.deepEqual(await readdir(cacheDir), []);
});
