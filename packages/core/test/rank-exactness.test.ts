import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ComputeDtype, scoreWindows } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { runPerplexity } from '../src/evaluation/run-perplexity.ts';

/** Ranks by the logits of transformers in float32, null where another logit is too near: tools/reference/rank_fixtures.py */
const fixtures = new URL('fixtures/', import.meta.url);
const examples = new URL('../../../examples/models/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, fixtures), 'utf8'));
const expected: {
  models: Record<string, { reference: string; ranks: (number | null)[][] }>;
  passage: Record<string, (number | null)[]>;
} = read('ranks.json');
const digest = (path: string) =>
  createHash('sha256')
    .update(readFileSync(new URL(path, fixtures)))
    .digest('hex');
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

for (const name of readdirSync(new URL('models/', fixtures))) {
  test(`${name} ranks tokens as transformers does, and its losses are the same bits without ranks`, async () => {
    const { reference, ranks } = expected.models[name];
    assert.ok(
      digest(`models/${name}/reference.json`).startsWith(reference),
      'the fixture is newer: run tools/reference/rank_fixtures.py',
    );
    const { sequences }: { sequences: number[][] } = read(`models/${name}/reference.json`);
    const windows = sequences.map((ids) => {
      const input = Int32Array.from(ids);
      return { input, firstRow: 0, targets: input.subarray(1) };
    });
    const { checkpoint, spec } = await loadModel(fileURLToPath(new URL(`models/${name}`, fixtures)), { models });
    const run = (computeDtype: ComputeDtype, ranksInto?: Int32Array) =>
      scoreWindows({ checkpoint, spec, windows, provider: 'cpu', computeDtype, ranksInto });
    try {
      const theirs = ranks.flat();
      for (const computeDtype of ['float32', 'float64', 'float16'] as const) {
        const ours = new Int32Array(theirs.length);
        const losses = await run(computeDtype, ours);
        assert.deepEqual(losses, await run(computeDtype));
        assert.ok(ours.every((rank) => rank >= 1 && rank <= spec.vocabSize));
        if (computeDtype === 'float16') continue; // another rounding of the whole model: other logits
        for (const [i, rank] of theirs.entries()) if (rank !== null) assert.equal(ours[i], rank, `target ${i}`);
      }
    } finally {
      await checkpoint.close();
    }
  });
}

for (const [name, ranks] of Object.entries(expected.passage)) {
  test(`examples/models/${name}: the ranks on the passage are those of transformers`, async () => {
    const { tokens } = await runPerplexity({
      request: { model: fileURLToPath(new URL(name, examples)), tasks: ['perplexity'] },
      models,
      provider: 'cpu',
      codeCommit: null,
    });
    assert.equal(tokens.length, ranks.length);
    for (const [position, { rank, nllNats }] of tokens.entries()) {
      assert.equal(rank === null, nllNats === null);
      if (ranks[position] !== null) assert.equal(rank, ranks[position], `token ${position}`);
    }
  });
}
