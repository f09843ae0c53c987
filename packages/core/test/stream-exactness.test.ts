import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Value } from 'typebox/value';
import { loadModel } from '../src/evaluation/load-model.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { runTrace } from '../src/evaluation/run-trace.ts';
import type { OpenModelOptions } from '../src/hub/index.ts';
import { type EvaluationProgress, PerplexityResult, type TaskId } from '../src/results/index.ts';
import { startFakeHub } from './fake-hub.ts';

const directory = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));
const local: OpenModelOptions = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

async function setUp(t: TestContext, names: readonly string[]) {
  const models = Object.fromEntries(names.map((name) => [`owner/${name}`, { dir: directory(name) }]));
  const hub = await startFakeHub({ models });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-stream-'));
  t.after(async () => {
    await hub.close();
    assert.deepEqual(await readdir(cacheDir), [], 'nothing is left on disk');
    await rm(cacheDir, { recursive: true });
  });
  const streamed = { roots: [], cacheDir, cacheMaxBytes: 0, stream: true, hubEndpoint: hub.endpoint };
  return { hub, streamed };
}

const context = (tasks: TaskId[], models: OpenModelOptions) => ({
  request: { model: '', tasks },
  ...{ models, provider: 'cpu' as const, codeCommit: null },
});

const sizeOf = (name: string, files: readonly string[]) =>
  files.reduce((sum, file) => sum + statSync(join(directory(name), file)).size, 0);

/** Bytes of all tensors that are named so, and of the header. */
async function bytesOf(name: string, wanted: (tensor: string) => boolean): Promise<number> {
  const { checkpoint, source } = await loadModel(directory(name), { models: local });
  const tensors = [...checkpoint.tensors.values()];
  const all = tensors.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  await checkpoint.close();
  const needed = tensors.filter((tensor) => wanted(tensor.name)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return source.files.get('model.safetensors')!.sizeBytes - all + needed;
}

test('the perplexity of a streamed model is exactly that of its directory, and each tensor comes once', async (t) => {
  const { hub, streamed } = await setUp(t, ['g0']);
  const expected = await runPerplexity({
    ...context(['perplexity'], local),
    request: { model: directory('g0'), tasks: ['perplexity'] },
  });
  const seen: EvaluationProgress[] = [];
  const result = await runPerplexity({
    ...context(['perplexity'], streamed),
    request: { model: 'owner/g0', tasks: ['perplexity'] },
    onProgress: (progress) => seen.push(progress),
  });
  assert.deepEqual(result.tokens, expected.tokens);
  assert.equal(result.nllNats, expected.nllNats);
  assert.equal(result.protocol.model.access, 'stream');
  assert.equal(expected.protocol.model.access, 'directory');
  assert.ok(Value.Check(PerplexityResult, result));

  // The embedding is the head as well: its rows come first, then all of it.
  const ids = new Set(result.tokens.map(({ id }) => id));
  const embeddingRows = ids.size * 128 * 4;
  const needed = (await bytesOf('g0', () => true)) + embeddingRows;
  const sent = hub.sentBytes() - sizeOf('g0', ['config.json', 'tokenizer.json', 'tokenizer_config.json']);
  assert.ok(sent <= 1.02 * needed && sent > 0.9 * needed, `${sent} of ${needed} bytes`);
  assert.equal(seen.at(-1)?.receivedBytes, sent);
  t.diagnostic(`${sent} bytes for ${needed} needed, ${hub.requests.length} requests`);
});

test('a streamed trace of csu fetches the up projections of both models and little else', async (t) => {
  const names = ['g0', 'g0-ft-short'];
  const { hub, streamed } = await setUp(t, names);
  const request = { tasks: ['trace' as const], statistics: ['csu' as const] };
  const expected = await runTrace({
    ...context(['trace'], local),
    request: { ...request, model: directory('g0-ft-short'), base: directory('g0') },
  });
  const result = await runTrace({
    ...context(['trace'], streamed),
    request: { ...request, model: 'owner/g0-ft-short', base: 'owner/g0' },
  });
  assert.deepEqual(result.statistics, expected.statistics);
  let needed = 0;
  for (const name of names) needed += await bytesOf(name, (tensor) => tensor.endsWith('mlp.c_fc.weight'));
  const storage = hub.requests.filter(({ server, method }) => server === 'storage' && method === 'GET').length;
  const sent = hub.sentBytes() - names.reduce((sum, name) => sum + sizeOf(name, ['config.json']), 0);
  assert.ok(sent <= 1.02 * needed && sent > 0.9 * needed, `${sent} of ${needed} bytes`);
  t.diagnostic(`${sent} bytes for ${needed} needed, ${storage} requests to the storage`);
});
