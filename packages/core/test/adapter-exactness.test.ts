import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { scoreSequences } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';
import { modelReference } from '../src/evaluation/model-reference.ts';

const folder = (name: string) => fileURLToPath(new URL(`fixtures/${name}/`, import.meta.url));
const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };

interface Reference {
  base: string;
  sequences: number[][];
  nllNats: (number | null)[][];
  totalNats: number;
}

/** Losses of PEFT's and transformers' own models in float32: tools/reference/make_adapter_fixtures.py */
for (const name of readdirSync(folder('adapters'))) {
  test(`${name}: the losses are those of the reference in float32`, async () => {
    const directory = folder(`adapters/${name}`);
    const reference: Reference = JSON.parse(readFileSync(`${directory}reference.json`, 'utf8'));
    const weightType = name.includes('delta') ? 'delta' : 'adapter';
    const weightsBase = reference.base === 'g0' ? `${examples}g0` : folder(`models/${reference.base}`);
    const model = await loadModel(directory, { models, weightType, weightsBase });
    try {
      const { checkpoint, spec } = model;
      const sequences = reference.sequences.map((ids) => Int32Array.from(ids));
      const losses = await scoreSequences({ checkpoint, spec, sequences, provider: 'cpu' });
      let total = 0;
      for (const [sequence, expected] of reference.nllNats.entries()) {
        for (const [position, loss] of expected.entries()) {
          if (loss === null) continue;
          const found = losses[sequence][position];
          assert.ok(Math.abs(found - loss) < 1e-4, `${sequence}, ${position}: ${found}, expected ${loss}`);
          total += found;
        }
      }
      assert.ok(Math.abs(total / reference.totalNats - 1) < 1e-5, `${total}, expected ${reference.totalNats}`);
      const { weightsBase: recorded, weightType: type } = modelReference(model);
      assert.deepEqual([type, recorded?.id], [weightType, weightsBase]);
    } finally {
      await model.checkpoint.close();
    }
  });
}
