import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activationDtype, traceDtype } from './trace-dtype.ts';
import type { TracedModel } from './traced-model.ts';

const shaped = (layers: number, hiddenSize: number, units: number) =>
  ({ spec: { hiddenSize, blocks: Array(layers).fill({ mlp: { kind: 'plain', units } }) } }) as unknown as TracedModel;
const zoo = shaped(4, 128, 512);
const gpt2 = shaped(12, 768, 3072);
const tokens = { model: [new Int32Array(4096)], base: [new Int32Array(4096)] };

test('small models are traced in float64 throughout, and the protocol says so', () => {
  assert.equal(activationDtype({ model: zoo, base: zoo }, tokens), 'float64');
  assert.equal(traceDtype({ model: zoo, base: zoo }, tokens), 'float64');
});

test('both models run in the format of the larger', () => {
  for (const pair of [
    { model: zoo, base: gpt2 },
    { model: gpt2, base: zoo },
  ]) {
    assert.equal(activationDtype(pair, tokens), 'float32');
    assert.equal(traceDtype(pair, tokens), 'float64, large products float32');
  }
});

test('weights alone are compared in float64 up to GPT-2 small, in float32 at 11,008 units', () => {
  assert.equal(traceDtype({ model: gpt2, base: gpt2 }, null), 'float64');
  const llama = shaped(32, 4096, 11_008);
  assert.equal(traceDtype({ model: llama, base: llama }, null), 'float64, large products float32');
});
