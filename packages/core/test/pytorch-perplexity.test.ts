import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';

const fixtures = join(import.meta.dirname, 'fixtures');

/** A model directory of the files given: name there -> fixture. */
async function directory(t: TestContext, files: Record<string, string>): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'model-trace-pytorch-'));
  t.after(() => rm(path, { recursive: true }));
  for (const [name, fixture] of Object.entries(files)) await cp(join(fixtures, fixture), join(path, name));
  return path;
}

const evaluate = (model: string) =>
  runPerplexity({
    request: { model, tasks: ['perplexity'] },
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
  });

test('weights of torch.save give the losses that the same weights in safetensors give', async (t) => {
  const shared = { 'config.json': 'models/gpt2-tied/config.json', 'tokenizer.json': 'pytorch/tokenizer.json' };
  const pytorch = await directory(t, { ...shared, 'pytorch_model.bin': 'pytorch/gpt2-tied.bin' });
  const safetensors = await directory(t, { ...shared, 'model.safetensors': 'models/gpt2-tied/model.safetensors' });
  const ours = await evaluate(pytorch);
  const expected = await evaluate(safetensors);
  assert.ok(expected.scoredTokens > 100);
  assert.deepEqual(ours.tokens, expected.tokens);
  assert.equal(ours.perplexity, expected.perplexity);
  assert.equal(ours.protocol.model.parameters, expected.protocol.model.parameters);
  assert.deepEqual(Object.keys(ours.protocol.model.files).sort(), [
    'config.json',
    'pytorch_model.bin',
    'tokenizer.json',
  ]);
  assert.deepEqual(Object.keys(expected.protocol.model.files).sort(), [
    'config.json',
    'model.safetensors',
    'tokenizer.json',
  ]);
});
