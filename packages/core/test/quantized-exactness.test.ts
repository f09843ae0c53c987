import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { scoreSequences } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';

const directory = join(import.meta.dirname, 'fixtures/scaled/llama-fp8');

test('a model in fp8 gives the losses of transformers, which dequantizes it, in float32', async () => {
  const { sequence, nllNats } = JSON.parse(readFileSync(join(directory, 'reference.json'), 'utf8')) as {
    sequence: number[];
    nllNats: (number | null)[];
  };
  const { checkpoint, spec } = await loadModel(directory, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });
  try {
    const sequences = [Int32Array.from(sequence)];
    const [losses] = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float32' });
    assert.equal(losses.length, nllNats.length);
    for (const [position, expected] of nllNats.entries()) {
      if (expected === null) continue;
      // Both sides round in float32 at each step.
      assert.ok(
        Math.abs(losses[position] - expected) < 1e-5,
        `token ${position}: ${losses[position]}, expected ${expected}`,
      );
    }
    assert.equal(checkpoint.dtype, 'F8_E4M3');
  } finally {
    await checkpoint.close();
  }
});
