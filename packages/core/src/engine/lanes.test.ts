import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { memorySource } from '../../test/memory-file.ts';
import { type BlockSpec, describeModel, type ModelSpec } from '../architectures/index.ts';
import { type Checkpoint, openCheckpoint } from '../weights/index.ts';
import { batchSequences } from './batches.ts';
import { openLanes } from './lanes.ts';
import { lanesFor } from './lanes-for.ts';
import { type ScoreSequencesOptions, scoreSequences } from './score-sequences.ts';
import { allocateShared } from './tensor.ts';

const folder = new URL('../../test/fixtures/models/gpt2-tied/', import.meta.url);

async function model(): Promise<{ checkpoint: Checkpoint; spec: ModelSpec }> {
  const checkpoint = await openCheckpoint(
    memorySource({ 'model.safetensors': readFileSync(new URL('model.safetensors', folder)) }),
  );
  const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8'));
  return { checkpoint, spec: describeModel({ config, tensors: checkpoint.tensors }) };
}

/** Lengths differ from neighbour to neighbour, so that each is a batch of its own: 7 of them, odd for two lanes. */
const sequences = [48, 3, 40, 41, 2, 48, 17].map((length, i) =>
  Int32Array.from({ length }, (_, t) => (i + 5 * t) % 97),
);

const score = async (options: Partial<ScoreSequencesOptions>) =>
  scoreSequences({ ...(await model()), sequences, provider: 'cpu', ...options });

test('windows side by side have the same losses, bit by bit', async () => {
  for (const computeDtype of ['float32', 'float64'] as const) {
    const one = await score({ computeDtype, lanes: 1 });
    for (const lanes of [2, 3, 7, 9]) assert.deepEqual(await score({ computeDtype, lanes }), one);
  }
});

test('progress never goes back, and ends as it does for windows one after the other', async () => {
  const seen: number[] = [];
  const onProgress: ScoreSequencesOptions['onProgress'] = ({ phase, done }) => phase === 'layers' && seen.push(done);
  await score({ lanes: 2, onProgress });
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.deepEqual([seen[0], seen.at(-1)], [0, 2]);
  assert.ok(seen.includes(1) && seen.some((done) => done > 1 && done < 2));
});

test('what is not finite is found and named', async () => {
  const { checkpoint } = await model();
  const damaged: Checkpoint = {
    ...checkpoint,
    async read(name, options) {
      const elements = await checkpoint.read(name, options);
      if (name === 'transformer.h.1.mlp.c_fc.weight') elements[1] = Number.NaN;
      return elements;
    },
  };
  await assert.rejects(score({ checkpoint: damaged, lanes: 2 }), {
    code: 'WEIGHTS_NON_FINITE',
    message: /transformer\.h\.1\.mlp\.c_fc\.weight holds NaN/,
  });
});

test('an abort and a failing listener end a run within a layer', async () => {
  const stop = new AbortController();
  const abort: ScoreSequencesOptions['onProgress'] = ({ done }) => done > 0 && stop.abort();
  await assert.rejects(score({ lanes: 2, signal: stop.signal, onProgress: abort }), { name: 'AbortError' });
  const fail: ScoreSequencesOptions['onProgress'] = ({ done }) => {
    if (done > 0) throw new Error('no listener');
  };
  await assert.rejects(score({ lanes: 2, onProgress: fail }), /no listener/);
});

test('what ONNX Runtime refuses keeps its code, and lanes go on working', async () => {
  const lanes = openLanes({ count: 2, device: { provider: 'cpu', dtype: 'float32' } });
  const hidden = { elements: allocateShared('float32', 4), dims: [1, 4] };
  const run = { model: Uint8Array.of(1, 2, 3), hidden, feeds: {} };
  for (let i = 0; i < 2; i++) {
    await assert.rejects(lanes.run({ runs: [run, run], feeds: {}, onRan: () => undefined }), { code: 'ENGINE_FAILED' });
  }
  assert.equal(await lanes.run({ runs: [], feeds: {}, onRan: () => undefined }), true);
  await lanes.close();
});

test('lanes are for much work on the CPU, no more than there are windows, cores, and memory for', async () => {
  const { spec } = await model();
  const [small] = spec.blocks;
  const wider = (hiddenSize: number): { hiddenSize: number; blocks: BlockSpec[] } => ({
    hiddenSize,
    blocks: Array.from({ length: 24 }, () => ({
      ...small,
      attention: { ...small.attention, heads: hiddenSize / 64, kvHeads: hiddenSize / 64, headDim: 64 },
      mlp: { ...small.mlp, units: 4 * hiddenSize } as BlockSpec['mlp'],
    })),
  });
  const windows = (count: number, length: number) =>
    batchSequences(Array.from({ length: count }, () => new Int32Array(length)));
  const device = { provider: 'cpu', dtype: 'float32' } as const;
  const medium = { ...wider(512), device, cores: 2 };
  assert.equal(lanesFor({ ...medium, batches: windows(16, 2048) }), 2);
  assert.equal(lanesFor({ ...medium, batches: windows(16, 2048), cores: 1 }), 1);
  assert.equal(lanesFor({ ...medium, batches: windows(1, 8192) }), 1);
  assert.equal(lanesFor({ ...medium, batches: windows(2, 512) }), 1);
  assert.equal(lanesFor({ ...medium, batches: windows(16, 2048), device: { ...device, provider: 'webgpu' } }), 1);
  assert.equal(lanesFor({ ...medium, batches: windows(16, 2048), device: { ...device, dtype: 'float16' } }), 1);
  assert.equal(lanesFor({ ...medium, blocks: [], batches: windows(16, 2048) }), 1);
  // Ten times 2,048 x 4,096 floats are 320 MiB.
  assert.equal(lanesFor({ ...wider(4096), device, cores: 2, batches: windows(16, 2048) }), 1);
  assert.ok(lanesFor({ ...medium, cores: 64, batches: windows(16, 2048) }) <= 5);
});
