import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelSource } from '../hub/index.ts';
import type { LoadedModel } from './loaded-model.ts';
import { modelReference } from './model-reference.ts';

/** Paths that a result states for a model of these files. */
function stated(paths: readonly string[]): string[] {
  const files = new Map(paths.map((path) => [path, { sizeBytes: 1, sha256: null }]));
  const model = {
    source: { id: 'a/b', revision: null, commit: null, files } as Partial<ModelSource>,
    checkpoint: { parameters: 1, dtype: 'F32' },
    spec: { modelType: 'gpt2' },
    weightType: 'original',
    weightsBase: null,
  } as unknown as LoadedModel;
  return Object.keys(modelReference(model).files);
}

test('a result names the weights that were read, not those of a format that was passed over', () => {
  const small = ['config.json', 'tokenizer.json'];
  const cases: [weights: string[], beside: string[]][] = [
    [['model.safetensors'], ['pytorch_model.bin', 'README.md', 'training_args.bin']],
    [
      ['model.safetensors.index.json', 'model-00001-of-00001.safetensors'],
      ['pytorch_model.bin', 'x.pt'],
    ],
    [['pytorch_model.bin'], ['training_args.bin', 'optimizer.pt', 'rng_state_0.pth', 'tf_model.h5']],
    [['pytorch_model.bin.index.json', 'pytorch_model-00001-of-00001.bin'], ['scheduler.pt']],
    [['weights.pt'], ['optimizer.pt']],
    [['adapter_config.json', 'adapter_model.bin'], ['optimizer.pt']],
  ];
  for (const [weights, beside] of cases) {
    assert.deepEqual(stated([...small, ...weights, ...beside]).sort(), [...small, ...weights].sort());
  }
});
