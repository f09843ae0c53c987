import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scoreSequences } from '../src/engine/index.ts';
import { readHalves } from '../src/engine/read-halves.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { openCheckpoint } from '../src/weights/index.ts';
import { floatTensors } from './float-tensors.ts';
import { memorySource } from './memory-file.ts';

/** Losses that transformers gives for the tiny random checkpoints with dtype=float16: tools/reference/float16_fixtures.py */
const fixtures = new URL('fixtures/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'));
const { models } = read('float16.json') as { models: Record<string, { reference: string; nllNats: number[][] }> };
const digest = (path: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(path, fixtures)))
    .digest('hex')
    .slice(0, 16);

/**
 * Both sides round each activation to 11 bits, at points of their own choice (transformers rounds inside a norm or an
 * activation where ONNX Runtime rounds its result only): logits of size 8 to 16 are then multiples of 1/128. transformers in
 * float16 differs from itself in float32 by up to 0.03 on these models; seen between the two are up to 0.06.
 */
const tokenTolerance = 0.08;
const totalTolerance = 3e-4;
/** A router that rounds sends a token whose experts are nearly equal elsewhere: of 60 tokens one or two. */
const flippedTokens = 3;
const totalToleranceExperts = 3e-3;

for (const name of readdirSync(new URL('models/', fixtures)).filter((each) => each in models)) {
  test(`${name} computed in float16 gives the losses of transformers in float16`, async (t) => {
    if (digest(`models/${name}/reference.json`) !== models[name].reference) {
      return t.skip('the fixture is newer: run tools/reference/float16_fixtures.py');
    }
    const { checkpoint, spec } = await loadModel(fileURLToPath(new URL(`models/${name}`, fixtures)), {
      models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    });
    try {
      const reference: { sequences: number[][]; nllNats: (number | null)[][] } = read(`models/${name}/reference.json`);
      const sequences = reference.sequences.map((ids) => Int32Array.from(ids));
      const scored = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float16' });
      const ours = scored.flatMap((losses) => [...losses.subarray(1)]);
      const theirs = models[name].nllNats.flat();
      const single = reference.nllNats.flatMap((losses) => losses.slice(1) as number[]);
      assert.equal(ours.length, theirs.length);
      const differences = ours.map((loss, i) => Math.abs(loss - theirs[i]));
      const beyond = differences.filter((difference) => !(difference < tokenTolerance)).length;
      const mayFlip = spec.blocks.some(({ mlp }) => mlp.kind === 'experts') ? flippedTokens : 0;
      assert.ok(beyond <= mayFlip, `${beyond} tokens are off, by up to ${Math.max(...differences)} nats`);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      const total = Math.abs(sum(ours) / sum(theirs) - 1);
      assert.ok(total < (mayFlip === 0 ? totalTolerance : totalToleranceExperts), `total nats are off by ${total}`);
      // It is not float32 under another name.
      assert.ok(Math.max(...ours.map((loss, i) => Math.abs(loss - single[i]))) > 1e-4);
    } finally {
      await checkpoint.close();
    }
  });
}

test('a weight beyond half precision is named; one that rounds to the largest half is not', async () => {
  const values = Float32Array.of(1, -2, 65519, 3);
  const source = (largest: number) =>
    memorySource({ 'model.safetensors': floatTensors({ w: [[2, 2], values.with(2, largest)] }) });
  const into = new Float16Array(4);
  const good = await openCheckpoint(source(65519));
  await readHalves({ checkpoint: good, name: 'w', into });
  assert.deepEqual([...into], [1, -2, 65504, 3]);
  const bad = await openCheckpoint(source(-65520));
  await assert.rejects(readHalves({ checkpoint: bad, name: 'w', into }), {
    code: 'WEIGHTS_OVERFLOW',
    message: /w holds -65520/,
    fix: 'Compute in float32',
  });
});

test('rows of halves are read in parts, to the right places', async () => {
  const rows = 3000;
  const all = Float32Array.from({ length: rows * 512 }, (_, i) => (i % 2048) - 1024);
  const checkpoint = await openCheckpoint(
    memorySource({ 'model.safetensors': floatTensors({ w: [[rows, 512], all] }) }),
  );
  const into = new Float16Array(2998 * 512);
  await readHalves({ checkpoint, name: 'w', rows: [1, 2999], into });
  assert.deepEqual(Float32Array.from(into), all.slice(512, 2999 * 512));
});
