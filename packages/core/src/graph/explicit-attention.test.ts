import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { AttentionSpec } from '../architectures/index.ts';
import { plainAttention } from '../architectures/plain.ts';
import { attentionInputs } from './attention-heads.ts';
import { explicitAttention } from './explicit-attention.ts';
import { fusedAttention } from './fused-attention.ts';
import { graphBuilder } from './graph-builder.ts';
import { type QueryChunks, queryChunks } from './query-chunks.ts';

const [batch, length, heads, kvHeads, headDim] = [2, 23, 4, 2, 8];
const wave = (size: number, step: number) =>
  Float64Array.from({ length: size }, (_, i) => 2 * Math.sin(step * (i + 1)));
const inputs = {
  query: [[batch, length, heads, headDim], wave(batch * length * heads * headDim, 1.3)],
  key: [[batch, length, kvHeads, headDim], wave(batch * length * kvHeads * headDim, 0.7)],
  value: [[batch, length, kvHeads, headDim], wave(batch * length * kvHeads * headDim, 2.9)],
  [attentionInputs.keyBias]: [[heads, length], wave(heads * length, 0.11)],
  'attention.sinks': [[heads], wave(heads, 0.5)],
} as const;
const plain: AttentionSpec = {
  ...plainAttention,
  heads,
  kvHeads,
  headDim,
  scale: 1,
  projections: {
    kind: 'fused',
    queryKeyValue: { tensor: '', layout: 'in-out' },
    groups: 1,
    parts: ['query', 'key', 'value'],
  },
  output: { tensor: '', layout: 'in-out' },
};
const alibi = { slopes: new Float64Array(heads), roundedTo: 'float32', scale: 1 } as const;

async function attended(attention: AttentionSpec, chunks: QueryChunks, dtype: 'float32' | 'float64', fused = false) {
  const graph = graphBuilder({ dtype });
  const used = Object.entries(inputs).filter(
    ([name]) =>
      (attention.alibi !== null || name !== attentionInputs.keyBias) &&
      (attention.sinks !== null || name !== 'attention.sinks'),
  );
  for (const [name, [dims]] of used) graph.input(name, dims);
  const batchAndLength = graph.node('Shape', ['query'], { attributes: { end: { int: 2 } } });
  const options = { query: 'query', key: 'key', value: 'value', attention, batchAndLength, queryChunks: chunks };
  const mixed = (fused ? fusedAttention : explicitAttention)(graph, options);
  const shape = [batch, length, heads * headDim];
  graph.output('mixed', graph.node('Reshape', [mixed, graph.integers(shape)]), shape);
  const session = await InferenceSession.create(graph.build('attention'), { graphOptimizationLevel: 'basic' });
  const feeds = Object.fromEntries(
    used.map(([name, [dims, elements]]) => [
      name,
      new Tensor(dtype, dtype === 'float32' ? Float32Array.from(elements) : elements, dims),
    ]),
  );
  const output = await session.run(feeds);
  await session.release();
  return output.mixed.data as Float64Array;
}

const kinds: Record<string, Partial<AttentionSpec>> = {
  plain: {},
  'a window': { window: 6 },
  'a window wider than a chunk and longer than the text': { window: 60 },
  'linear biases': { alibi },
  'a soft cap': { softCap: 3 },
  sinks: { sinks: 'attention.sinks' },
  'all together': { window: 6, alibi, softCap: 3, sinks: 'attention.sinks' },
};

for (const [name, kind] of Object.entries(kinds)) {
  test(`attention with ${name} is the same in chunks of queries of any size, and as ONNX Runtime computes it`, async () => {
    const attention = { ...plain, ...kind };
    const whole = await attended(attention, { count: 1, rows: 0 }, 'float64');
    for (const rows of [1, 4, 5, 22]) {
      const chunked = await attended(attention, { count: Math.ceil(length / rows), rows }, 'float64');
      for (const [i, value] of whole.entries()) assert.ok(Math.abs(chunked[i] - value) < 1e-13, `${rows}: ${i}`);
    }
    const single = await attended(attention, { count: 5, rows: 5 }, 'float32');
    const fused = await attended(attention, { count: 1, rows: 0 }, 'float32', true);
    for (const [i, value] of whole.entries()) {
      assert.ok(Math.abs(single[i] - value) < 1e-5, `float32: ${i}`);
      assert.ok(Math.abs(fused[i] - value) < 1e-5, `fused: ${i}`);
    }
  });
}

test('chunks cover every query, and their products never grow with the square of the length', () => {
  for (const heads of [1, 12, 64]) {
    for (const length of [1, 200, 1024, 4096, 32_768, 131_072]) {
      const { count, rows } = queryChunks({ count: 1, length, heads });
      assert.ok(count * rows >= length && (count - 1) * rows < length);
      assert.ok(heads * rows * length <= Math.max(2 ** 25, 16 * heads * length));
    }
  }
});
