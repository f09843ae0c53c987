import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockSpec, MlpSpec } from '../architectures/index.ts';
import { plainAttention, plainBlock, preNorm } from '../architectures/plain.ts';
import { blockGraph } from './block-graph.ts';
import { blockWeights } from './block-weights.ts';

const block = (index: number): BlockSpec & { mlp: MlpSpec } => {
  const matrix = (name: string) =>
    ({ tensor: `${index}.${name}.weight`, layout: 'in-out', bias: `${index}.${name}.bias` }) as const;
  const norm = (name: string) =>
    ({
      kind: 'layer',
      eps: 1e-5,
      gain: `${index}.${name}.weight`,
      gainOffset: 0,
      bias: `${index}.${name}.bias`,
    }) as const;
  return {
    ...plainBlock,
    index,
    attentionNorms: preNorm(norm('n1')),
    attention: {
      ...plainAttention,
      heads: 2,
      kvHeads: 2,
      headDim: 8,
      scale: 1 / (index + 1),
      projections: { kind: 'fused', queryKeyValue: matrix('qkv'), groups: 1, parts: ['query', 'key', 'value'] },
      output: matrix('o'),
    },
    mlpNorms: preNorm(norm('n2')),
    mlp: { kind: 'plain', units: 64, activation: 'gelu-tanh', up: matrix('up'), down: matrix('down') },
  };
};
const options = { hiddenSize: 16, dtype: 'float32', fusedAttention: true } as const;

test('blocks of one shape give the same graph, whatever their tensors and scales', () => {
  assert.deepEqual(blockGraph({ ...options, block: block(0) }), blockGraph({ ...options, block: block(7) }));
});

test('another shape, activation or set of outputs gives another graph', () => {
  const one = blockGraph({ ...options, block: block(0) });
  const wider = { ...block(0), mlp: { ...block(0).mlp, units: 65 } };
  const other = { ...block(0), mlp: { ...block(0).mlp, activation: 'relu' as const } };
  assert.notDeepEqual(blockGraph({ ...options, block: wider }), one);
  assert.notDeepEqual(blockGraph({ ...options, block: other }), one);
  assert.notDeepEqual(blockGraph({ ...options, block: block(0), views: ['up'] }), one);
});

test('no weight is in the graph: its size does not depend on the width', () => {
  const wide = blockGraph({ ...options, hiddenSize: 4096, block: block(0) });
  assert.ok(wide.length < 8_000);
});

test('every weight of a block is listed once, with the rows of fused tensors', () => {
  const fused: BlockSpec = {
    ...block(0),
    mlp: {
      kind: 'gated',
      units: 64,
      activation: 'silu',
      gate: { tensor: 'gate_up', layout: 'out-in', rows: [0, 64] },
      up: { tensor: 'gate_up', layout: 'out-in', rows: [64, 128] },
      down: { tensor: 'down', layout: 'out-in' },
    },
  };
  const weights = blockWeights({ block: fused, hiddenSize: 16 });
  assert.equal(new Set(weights.map(({ input }) => input)).size, weights.length);
  const gateAndUp = weights.filter(({ tensor }) => tensor === 'gate_up');
  assert.deepEqual(
    gateAndUp.map(({ input, rows, dims }) => ({ input, rows, dims })),
    [
      { input: 'mlp.gate.weight', rows: [0, 64], dims: [64, 16] },
      { input: 'mlp.up.weight', rows: [64, 128], dims: [64, 16] },
    ],
  );
});
