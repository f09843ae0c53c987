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

/** Of models that several others are compared with. */
const known = new WeakMap<ModelData, Promise<Float64Array[]>>();

/** Fails unless both models give the same loss of every token of a random text. */
export async function assertSameLosses(base: ModelData, model: ModelData): Promise<void> {
  if (!known.has(base)) known.set(base, lossesOf(base));
  const [wanted, losses] = [await known.get(base)!, await lossesOf(model)];
  for (const [s, before] of wanted.entries())
    for (let t = 1; t < before.length; t++) {
      const difference = Math.abs(losses[s][t] - before[t]);
      assert.ok(difference < tolerance, `sequence ${s}, token ${t}: losses differ by ${difference}`);
    }
}

async function lossesOf(data: ModelData): Promise<Float64Array[]> {
  const random = seededRandom(1, 'losses');
  const sequences = [0, 1].map(() => Int32Array.from({ length: 64 }, () => random.int(Number(data.config.vocab_size))));
  const folder = await mkdtemp(join(tmpdir(), 'evasion-losses-'));
  try {
    await writeModelData(folder, data);
    const { checkpoint, spec } = await loadModel(folder, {
      models: { roots: null, cacheDir: folder, cacheMaxBytes: 0 },
    });
    const losses = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu', computeDtype: 'float64' });
    await checkpoint.close();
    return losses;
  } finally {
    await rm(folder, { recursive: true });
  }
}
