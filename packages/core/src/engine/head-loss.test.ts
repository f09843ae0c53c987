import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import type { ModelSpec } from '../architectures/index.ts';
import { plainEmbedding, plainHead } from '../architectures/plain.ts';
import { openCheckpoint } from '../weights/index.ts';
import { headLoss } from './head-loss.ts';
import { hiddenStatesOf } from './hidden-states.ts';
import { deviceFor } from './provider.ts';
import { openSessions } from './session.ts';

const [vocabSize, hiddenSize, rows] = [37, 6, 1100]; // more rows than one product takes
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(step * (i + 1)));
const weight = wave(vocabSize * hiddenSize, 1.7).map((value) => 3 * value);
const bias = wave(vocabSize, 0.9);
const gain = wave(hiddenSize, 0.4);
const hidden = Float64Array.from(wave(rows * hiddenSize, 0.37));
const targets = Int32Array.from({ length: rows }, (_, row) => (row * 11) % vocabSize);

/** The definition, with the whole row of logits. */
const expected = Array.from(targets, (target, row) => {
  const x = hidden.subarray(row * hiddenSize, (row + 1) * hiddenSize);
  const scale = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / hiddenSize + 1e-3);
  const logits = Array.from(bias, (shift, v) =>
    x.reduce((sum, value, i) => sum + (value / scale) * gain[i] * weight[v * hiddenSize + i], shift),
  );
  const highest = Math.max(...logits);
  return highest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - highest), 0)) - logits[target];
});

const spec: ModelSpec = {
  ...plainEmbedding,
  modelType: 'test',
  hiddenSize,
  embeddingSize: hiddenSize,
  vocabSize,
  contextLength: rows,
  tokenEmbedding: 'weight',
  blocks: [],
  finalNorm: { kind: 'rms', eps: 1e-3, gain: 'gain', gainOffset: 0, bias: null },
  head: { ...plainHead, tensor: 'weight', tied: true, bias: 'bias' },
};

for (const [dtype, tolerance] of [
  ['float64', 1e-12],
  ['float32', 2e-5],
] as const) {
  for (const chunkRows of [1, 10, 36, 37, 1000]) {
    test(`the loss is the same in chunks of ${chunkRows} rows of the vocabulary, in ${dtype}`, async () => {
      const checkpoint = await openCheckpoint(
        memorySource({
          'model.safetensors': floatTensors({
            weight: [[vocabSize, hiddenSize], weight],
            bias: [[vocabSize], bias],
            gain: [[hiddenSize], gain],
          }),
        }),
      );
      const sessions = openSessions(deviceFor({ provider: 'cpu', computeDtype: dtype }));
      try {
        const { losses } = await headLoss({
          checkpoint,
          spec,
          sessions,
          hidden: hiddenStatesOf(dtype === 'float64' ? hidden.slice() : Float32Array.from(hidden), {
            rows,
            width: hiddenSize,
          }),
          targets,
          chunkRows,
        });
        for (const [row, loss] of expected.entries()) {
          assert.ok(Math.abs(losses[row] - loss) < tolerance, `row ${row}: ${losses[row]}, expected ${loss}`);
        }
      } finally {
        await sessions.close();
      }
    });
  }
}
