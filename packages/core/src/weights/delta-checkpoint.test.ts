import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floatTensors } from '../../test/float-tensors.ts';
import { memorySource } from '../../test/memory-file.ts';
import { deltaCheckpoint } from './delta-checkpoint.ts';
import { openCheckpoint } from './open-checkpoint.ts';

type Tensors = Parameters<typeof floatTensors>[0];

const open = (tensors: Tensors) => openCheckpoint(memorySource({ 'model.safetensors': floatTensors(tensors) }));

async function sum({ base, delta, tied = null }: { base: Tensors; delta: Tensors; tied?: string | null }) {
  return deltaCheckpoint({ base: await open(base), delta: await open(delta), tiedEmbedding: tied });
}

const counted = (shape: number[], from: number, step = 1): readonly [number[], Float32Array] => [
  shape,
  Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => from + step * i),
];

test('rows that the base lacks count as 0 in it, in whole reads, ranges and single rows', async () => {
  const model = await sum({ base: { w: counted([2, 2], 100, 100) }, delta: { w: counted([4, 2], 1) } });
  assert.deepEqual([...(await model.read('w'))], [101, 202, 303, 404, 5, 6, 7, 8]);
  assert.deepEqual([...(await model.read('w', { rows: [1, 3] }))], [303, 404, 5, 6]);
  assert.deepEqual([...(await model.read('w', { rows: [2, 4] }))], [5, 6, 7, 8]);
  assert.deepEqual([...(await model.gatherRows('w', [3, 1, 0, 1]))], [7, 8, 303, 404, 101, 202, 303, 404]);
  assert.equal(model.parameters, 8);
});

test('a checkpoint of the bare decoder is met by its names, a tied head by the embedding', async () => {
  const base = { 'embed.weight': counted([2, 2], 10), norm: counted([2], 5) };
  const delta = {
    'model.embed.weight': counted([2, 2], 1),
    norm: counted([2], 1),
    'lm_head.weight': counted([2, 2], 2),
  };
  const model = await sum({ base, delta, tied: 'embed.weight' });
  assert.deepEqual([...(await model.read('model.embed.weight'))], [11, 13, 15, 17]);
  assert.deepEqual([...(await model.read('lm_head.weight'))], [12, 14, 16, 18]);
  assert.deepEqual([...(await model.read('norm'))], [6, 8]);
});

test('what cannot be added is refused with both shapes', async () => {
  const cases: [Tensors, Tensors][] = [
    [{ w: counted([2, 3], 0) }, { w: counted([2, 2], 0) }],
    [{ w: counted([3, 2], 0) }, { w: counted([2, 2], 0) }],
    [{ w: counted([2], 0) }, { w: counted([3], 0) }],
    [{ w: counted([4], 0) }, { w: counted([2, 2], 0) }],
    [{ v: counted([2, 2], 0) }, { w: counted([2, 2], 0) }],
    [{ w: counted([2, 2], 0) }, { w: counted([2, 2], 0), 'lm_head.weight': counted([2, 2], 0) }],
  ];
  for (const [base, delta] of cases) await assert.rejects(sum({ base, delta }), { code: 'DELTA_INVALID' });
});
