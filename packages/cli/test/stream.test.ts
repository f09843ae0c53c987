import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFakeHub } from '../../core/test/fake-hub.ts';
import { repositoryRoot, runCli } from './run-cli.ts';

const names = ['g0', 'g0-ft-short'];

test('--stream computes from the Hub what the directories give, shows the bytes, and writes nothing to disk', async (t) => {
  const models = Object.fromEntries(
    names.map((name) => [`owner/${name}`, { dir: join(repositoryRoot, 'examples/models', name) }]),
  );
  const hub = await startFakeHub({ models });
  const cacheDir = await mkdtemp(join(tmpdir(), 'model-trace-stream-'));
  t.after(async () => {
    await hub.close();
    await rm(cacheDir, { recursive: true });
  });
  const env = { HF_ENDPOINT: hub.endpoint, CACHE_DIR: cacheDir };
  const run = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await runCli([...args, '--json'], { env });
    assert.equal(code, 0, stderr);
    return { result: JSON.parse(stdout), stderr };
  };
  const perplexity = await run(['perplexity', 'owner/g0', '--stream']);
  assert.equal(perplexity.result.nllNats, (await run(['perplexity', 'examples/models/g0'])).result.nllNats);
  assert.match(perplexity.stderr, /layers: \d\/4 layers, \d+ bytes received/);

  const options = ['--statistic', 'csu', '--base'];
  const trace = await run(['trace', 'owner/g0-ft-short', ...options, 'owner/g0', '--stream']);
  const local = await run(['trace', 'examples/models/g0-ft-short', ...options, 'examples/models/g0']);
  assert.deepEqual(trace.result.statistics, local.result.statistics);
  assert.deepEqual(await readdir(cacheDir), []);

  const wrong = await runCli(['perplexity', 'owner/g0'], { env: { ...env, MODEL_STREAM: 'yes' } });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /MODEL_STREAM must be true or false, got "yes"/);
  await run(['perplexity', 'owner/g0']);
  assert.deepEqual((await readdir(cacheDir)).includes('blobs'), true, 'without it the cache is used');
});
