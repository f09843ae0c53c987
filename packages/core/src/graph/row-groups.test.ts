import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { BlockSpec, HalfNorms, MlpSpec } from '../architectures/index.ts';
import { plainAttention, plainBlock, preNorm } from '../architectures/plain.ts';
import { attentionInputs } from './attention-heads.ts';
import { blockGraph } from './block-graph.ts';
import { blockWeights } from './block-weights.ts';
import { graphBuilder } from './graph-builder.ts';
import type { QueryChunks } from './query-chunks.ts';
import { rowGroups } from './row-groups.ts';

const [batch, length] = [2, 1100];

async function run(model: Uint8Array, feeds: Record<string, Tensor>): Promise<Record<string, Float64Array>> {
  const session = await InferenceSession.create(model, { graphOptimizationLevel: 'basic' });
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data as Float64Array]));
}

test('a group has the same tokens of every sequence, and groups are joined in the order of the rows', async () => {
  const width = 3;
  const graph = graphBuilder({ dtype: 'float64' });
  const matrix = graph.input('matrix', ['N', width]);
  const options = { batchAndLength: graph.integers([batch, length]), queryChunks: { count: 9, rows: 130 } };
  const groups = rowGroups(graph, options);
  const parts = groups.split(matrix, width);
  for (const [index, part] of parts.entries()) graph.output(`part${index}`, part, ['n', width]);
  graph.output('joined', groups.join(parts, width), ['N', width]);
  const elements = Float64Array.from({ length: batch * length * width }, (_, i) => i);
  const { joined, ...split } = await run(graph.build('groups'), {
    matrix: new Tensor('float64', elements, [batch * length, width]),
  });
  assert.deepEqual(joined, elements);
  // Three chunks of 130 are the most that 512 rows hold.
  const bounds = [0, 390, 780, length];
  assert.equal(parts.length, bounds.length - 1);
  for (const index of parts.keys()) {
    const expected = [0, 1].flatMap((sequence) => {
      const [first, end] = [bounds[index], bounds[index + 1]].map((token) => (sequence * length + token) * width);
      return [...elements.subarray(first, end)];
    });
    assert.deepEqual([...split[`part${index}`]], expected);
  }
});

const norm = (name: string) => ({ kind: 'rms', eps: 1e-5, gain: name, gainOffset: 0, bias: null }) as const;
const matrix = (tensor: string) => ({ tensor, layout: 'out-in' }) as const;
const block: BlockSpec & { mlp: MlpSpec; mlpNorms: HalfNorms } = {
  ...plainBlock,
  index: 0,
  attentionNorms: preNorm(norm('n1')),
  attention: {
    ...plainAttention,
    heads: 2,
    kvHeads: 1,
    headDim: 8,
    scale: 0.3,
    projections: { kind: 'separate', query: matrix('q'), key: matrix('k'), value: matrix('v') },
    output: matrix('o'),
  },
  mlpNorms: preNorm(norm('n2')),
  mlp: { kind: 'gated', units: 24, activation: 'silu', gate: matrix('g'), up: matrix('u'), down: matrix('d') },
};
const hiddenSize = 16;

const kinds: Record<string, BlockSpec> = {
  'one half after the other': block,
  'halves beside each other': { ...block, residual: 'parallel' },
  'halves that share a norm': { ...block, residual: 'parallel', mlpNorms: block.attentionNorms },
};
for (const [name, spec] of Object.entries(kinds)) {
  test(`a block, ${name}, gives the same in groups of rows as at once`, async () => {
    const wave = (dims: readonly number[], step: number) => {
      const size = dims.reduce((product, dim) => product * dim, 1);
      return new Tensor(
        'float64',
        Float64Array.from({ length: size }, (_, i) => Math.sin(step * (i + 1))),
        dims,
      );
    };
    const feeds = {
      hidden: wave([batch, length, hiddenSize], 0.7),
      [attentionInputs.queryScale]: new Tensor('float64', Float64Array.of(spec.attention.scale), []),
      ...Object.fromEntries(
        blockWeights({ block: spec, hiddenSize }).map(({ input, dims }, i) => [input, wave(dims, 1.1 + i / 7)]),
      ),
    };
    const computed = (queryChunks: QueryChunks) => {
      const views = ['up', 'gate'] as const;
      const options = { block: spec, hiddenSize, dtype: 'float64', fusedAttention: false, queryChunks, views } as const;
      return run(blockGraph(options), feeds);
    };
    const whole = await computed({ count: 1, rows: length });
    const grouped = await computed({ count: 9, rows: 130 });
    assert.deepEqual(Object.keys(grouped).sort(), ['gate', 'output', 'up']);
    for (const [output, values] of Object.entries(whole)) {
      assert.equal(grouped[output].length, values.length);
      for (const [i, value] of values.entries()) {
        // Sums in another order: an attention's products are of other shapes.
        assert.ok(Math.abs(grouped[output][i] - value) < 1e-11, `${output} ${i}: ${grouped[output][i]}, ${value}`);
      }
    }
  });
}
