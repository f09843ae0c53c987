import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';
import { passage } from '../src/perplexity/index.ts';

/** A real, trained model. tools/reference/unpack_smollm2.py puts it here, or into the folder this variable names. */
const folder =
  process.env.MODEL_TRACE_SMOLLM2 || fileURLToPath(new URL('../../../.models/smollm2-135m', import.meta.url));
const skip = existsSync(join(folder, 'model.safetensors'))
  ? false
  : `SmolLM2-135M is not in ${folder}: tools/reference/unpack_smollm2.py unpacks it, MODEL_TRACE_SMOLLM2 names another folder`;

/** Ids, losses and ranks of transformers in float32 on the same files. */
const expected: {
  files: Record<string, string>;
  tokens: number[];
  losses: number[];
  ranks: number[];
  totalNats: number;
} = JSON.parse(readFileSync(new URL('fixtures/smollm2-135m.json', import.meta.url), 'utf8'));

test('SmolLM2-135M: tokens, losses and ranks on the passage are those of transformers', { skip }, async (t) => {
  for (const [file, sha256] of Object.entries(expected.files)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    assert.equal(hash.digest('hex'), sha256, `${file} is not the one of the reference`);
  }
  const result = await runPerplexity({
    request: { model: folder, tasks: ['perplexity'] },
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
  });
  assert.deepEqual(
    result.tokens.map(({ id }) => id),
    expected.tokens,
  );
  assert.equal(result.tokens.map(({ text }) => text).join(''), passage().text);
  const losses = result.tokens.slice(1).map(({ nllNats }) => nllNats!);
  assert.equal(losses.length, expected.losses.length);
  const farthest = Math.max(...losses.map((loss, i) => Math.abs(loss - expected.losses[i])));
  const total = losses.reduce((sum, loss) => sum + loss, 0);
  const relative = Math.abs(total / expected.totalNats - 1);
  t.diagnostic(`farthest token ${farthest.toExponential(1)} nats, total ${relative.toExponential(1)} relative`);
  assert.ok(farthest < 1e-4, `a token is off by ${farthest} nats`);
  assert.ok(relative < 1e-5, `the total is off by ${relative}`);
  assert.deepEqual(
    result.tokens.slice(1).map(({ rank }) => rank),
    expected.ranks,
  );
});
