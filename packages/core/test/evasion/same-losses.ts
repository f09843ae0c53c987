import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scoreSequences } from '@model-trace/core/engine';
import { loadModel } from '@model-trace/core/evaluation';
import { seededRandom } from '../../src/tracing/seeded-random.ts';
import { type ModelData, writeModelData } from './model-data.ts';

/** Weights are rounded to float32 once more than the base's. */
const tolerance = 1e-4;

/** Fails unless both models give the same loss of every token of a random text. */
export async function assertSameLosses(base: ModelData, model: ModelData): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'evasion-losses-'));
  try {
    const random = seededRandom(1, 'losses');
    const sequences = [0, 1].map(() =>
      Int32Array.from({ length: 64 }, () => random.int(Number(base.config.vocab_size))),
    );
    const losses = [];
    for (const [name, data] of Object.entries({ base, model })) {
      await writeModelData(join(folder, name), data);
      const models = { roots: null, cacheDir: folder, cacheMaxBytes: 0 };
      const { checkpoint, spec } = await loadModel(join(folder, name), { models });
      losses.push(await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float64' }));
      await checkpoint.close();
    }
    for (const [s, before] of losses[0].entries())
      for (let t = 1; t < before.length; t++) {
        const difference = Math.abs(losses[1][s][t] - before[t]);
        assert.ok(difference < tolerance, `sequence ${s}, token ${t}: losses differ by ${difference}`);
      }
  } finally {
    await rm(folder, { recursive: true });
  }
}
