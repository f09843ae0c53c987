import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activationDtype, comparisonPrecision, overallPrecision, tracePrecision } from './trace-dtype.ts';
import type { TracedModel } from './traced-model.ts';

const shaped = (layers: number, hiddenSize: number, units: number) =>
  ({ spec: { hiddenSize, blocks: Array(layers).fill({ mlp: { kind: 'plain', units } }) } }) as unknown as TracedModel;
const zoo = shaped(4, 128, 512);
const gpt2 = shaped(12, 768, 3072);
const traceDtype = (models: Parameters<typeof tracePrecision>[0], sequences: typeof tokens | null) =>
  tracePrecision(models, { sequences, provider: 'cpu' }).computeDtype;
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

test('weights alone are compared in float64 up to 2,048 units of width 512, in float32 from GPT-2 small on', () => {
  const small = shaped(8, 512, 2048);
  assert.equal(traceDtype({ model: small, base: small }, null), 'float64');
  for (const large of [gpt2, shaped(32, 4096, 11_008)])
    assert.equal(traceDtype({ model: large, base: large }, null), 'float64, large products float32');
});

test('an accelerator is named where a float32 pass ran on it, and not where all was float64', () => {
  const of = (model: TracedModel, sequences: typeof tokens | null) =>
    tracePrecision({ model, base: model }, { sequences, provider: 'cuda' }).provider;
  assert.deepEqual([of(gpt2, tokens), of(zoo, tokens), of(gpt2, null)], ['cuda', 'cpu', 'cpu']);
});

test('one protocol of many comparisons does not claim what one of them was not', () => {
  const [small, large] = [comparisonPrecision(1024, 256), comparisonPrecision(11_008, 4096)];
  assert.deepEqual(small, { provider: 'cpu', computeDtype: 'float64' });
  assert.deepEqual(overallPrecision([small, small]), small);
  assert.deepEqual(overallPrecision([small, large, small]), large);
  assert.equal(large.computeDtype, 'float64, large products float32');
  assert.equal(overallPrecision([small, { ...large, provider: 'cuda' }]).provider, 'cuda');
});
