import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { memorySource } from '../../test/memory-file.ts';
import { describeModel, type ModelSpec } from '../architectures/index.ts';
import { type Checkpoint, openCheckpoint } from '../weights/index.ts';
import { captureMlp, type MlpViews } from './capture-mlp.ts';
import { type ScoreSequencesOptions, scoreSequences } from './score-sequences.ts';

const folder = new URL('../../test/fixtures/models/gpt2-tied/', import.meta.url);
const sequences = [Int32Array.of(5, 1, 2, 3, 4, 90)];

async function model(): Promise<{ checkpoint: Checkpoint; spec: ModelSpec }> {
  const checkpoint = await openCheckpoint(
    memorySource({ 'model.safetensors': readFileSync(new URL('model.safetensors', folder)) }),
  );
  const config = JSON.parse(readFileSync(new URL('config.json', folder), 'utf8'));
  return { checkpoint, spec: describeModel({ config, tensors: checkpoint.tensors }) };
}

/** The same weights with one element of one tensor replaced. */
function damaged(checkpoint: Checkpoint, tensor: string, value: number): Checkpoint {
  return {
    ...checkpoint,
    async read(name, options) {
      const elements = await checkpoint.read(name, options);
      if (name === tensor && (options?.rows?.[0] ?? 0) === 0) elements[1] = value;
      return elements;
    },
    async gatherRows(name, indices) {
      const elements = await checkpoint.gatherRows(name, indices);
      if (name === tensor) elements[1] = value;
      return elements;
    },
  };
}

const score = (options: Pick<ScoreSequencesOptions, 'checkpoint' | 'spec'> & Partial<ScoreSequencesOptions>) =>
  scoreSequences({ sequences, provider: 'cpu', ...options });

test('a token outside the vocabulary is refused before anything is read', async () => {
  const { checkpoint, spec } = await model();
  const unread = { ...checkpoint, read: () => assert.fail('read'), gatherRows: () => assert.fail('read') };
  for (const id of [97, -1]) {
    await assert.rejects(score({ checkpoint: unread, spec, sequences: [Int32Array.of(1, 2), Int32Array.of(3, id)] }), {
      code: 'TOKEN_OUT_OF_RANGE',
      message: new RegExp(`${id}.*97`),
    });
  }
});

test('a sequence longer than the context is refused', async () => {
  await assert.rejects(score({ ...(await model()), sequences: [new Int32Array(49)] }), {
    code: 'SEQUENCE_TOO_LONG',
    message: /49.*48/,
  });
});

test('sequences with nothing to score cost nothing', async () => {
  const { checkpoint, spec } = await model();
  const unread = { ...checkpoint, read: () => assert.fail('read'), gatherRows: () => assert.fail('read') };
  const scored = await score({ checkpoint: unread, spec, sequences: [new Int32Array(0), Int32Array.of(3)] });
  assert.deepEqual(
    scored.map((losses) => [...losses]),
    [[], [Number.NaN]],
  );
});

for (const [tensor, value] of [
  ['transformer.wte.weight', Number.NaN],
  ['transformer.wpe.weight', Number.POSITIVE_INFINITY],
  ['transformer.h.1.mlp.c_fc.weight', Number.NaN],
  ['transformer.h.0.attn.c_attn.bias', Number.NEGATIVE_INFINITY],
  ['transformer.ln_f.weight', Number.NaN],
] as const) {
  test(`${value} in ${tensor} is found and named`, async () => {
    const { checkpoint, spec } = await model();
    await assert.rejects(score({ checkpoint: damaged(checkpoint, tensor, value), spec }), (error: Error) => {
      assert.ok('code' in error);
      assert.equal(error.code, 'WEIGHTS_NON_FINITE');
      assert.match(error.message, new RegExp(`${tensor.replaceAll('.', '\\.')} holds ${value}`));
      return true;
    });
  });
}

test('finite weights whose computation overflows are told from damaged ones', async () => {
  const { checkpoint, spec } = await model();
  const huge = damaged(checkpoint, 'transformer.h.0.mlp.c_proj.bias', 3e38);
  const twice = damaged(huge, 'transformer.h.1.mlp.c_proj.bias', 3e38);
  await assert.rejects(score({ checkpoint: twice, spec }), { code: 'LOSS_NON_FINITE' });
});

test('progress counts every layer, then the vocabulary', async () => {
  const seen: string[] = [];
  await score({ ...(await model()), onProgress: ({ phase, done, total }) => seen.push(`${phase} ${done}/${total}`) });
  assert.deepEqual(seen, ['layers 0/2', 'layers 1/2', 'layers 2/2', 'head 97/97']);
});

test('an abort between layers stops the work and lets go of the checkpoint', async () => {
  const { checkpoint, spec } = await model();
  const stop = new AbortController();
  let inFlight = 0;
  const counted: Checkpoint = {
    ...checkpoint,
    async read(name, options) {
      inFlight++;
      const elements = await checkpoint.read(name, options);
      inFlight--;
      return elements;
    },
  };
  const onProgress = ({ done }: { done: number }) => done === 1 && stop.abort();
  await assert.rejects(score({ checkpoint: counted, spec, signal: stop.signal, onProgress }), { name: 'AbortError' });
  assert.equal(inFlight, 0);
});

test('every weight is read once, whatever the number of sequences', async () => {
  const { checkpoint, spec } = await model();
  const reads = new Map<string, number>();
  const counted: Checkpoint = {
    ...checkpoint,
    read(name, options) {
      reads.set(name, (reads.get(name) ?? 0) + 1);
      return checkpoint.read(name, options);
    },
  };
  const many = Array.from({ length: 90 }, (_, i) => Int32Array.from({ length: 40 + (i % 3) }, (_, t) => (i + t) % 97));
  await score({ checkpoint: counted, spec, sequences: many });
  assert.equal(reads.size, checkpoint.tensors.size);
  for (const [name, count] of reads) assert.equal(count, 1, name);
});

test('a failing read fails the run, and the process goes on', async () => {
  const { checkpoint, spec } = await model();
  const broken: Checkpoint = {
    ...checkpoint,
    read: (name, options) =>
      name.startsWith('transformer.h.1') ? Promise.reject(new Error('disk gone')) : checkpoint.read(name, options),
  };
  await assert.rejects(score({ checkpoint: broken, spec }), /disk gone/);
  assert.ok((await score({ checkpoint, spec }))[0][1] > 0);
});

test('a provider that is not there is refused with a way out', async (t) => {
  const error = await score({ ...(await model()), provider: 'cuda' }).then(
    () => null,
    (caught) => caught,
  );
  if (error === null) return t.skip('CUDA is available here');
  assert.equal(error.code, 'PROVIDER_UNAVAILABLE');
  assert.match(error.message, /cuda/);
  assert.match(error.fix, /cpu/);
});

test('the consumer of captured activations may fail', async () => {
  const { checkpoint, spec } = await model();
  const onBlock = () => Promise.reject(new Error('no room'));
  await assert.rejects(
    captureMlp({ checkpoint, spec, sequences, blocks: [0], views: ['up'], provider: 'cpu', onBlock }),
    /no room/,
  );
});

test('hidden states in a file give the same losses, bit by bit, and leave no file', async () => {
  const spillDir = await mkdtemp(join(tmpdir(), 'spill-test-'));
  const { checkpoint, spec } = await model();
  const many = Array.from({ length: 90 }, (_, i) => Int32Array.from({ length: (i * 7) % 48 }, (_, t) => (i + t) % 97));
  for (const computeDtype of ['float32', 'float64'] as const) {
    const inMemory = await score({ checkpoint, spec, sequences: many, computeDtype });
    const spilled = await score({ checkpoint, spec, sequences: many, computeDtype, memory: { maxBytes: 0, spillDir } });
    assert.deepEqual(spilled, inMemory);
  }
  assert.deepEqual(await readdir(spillDir), []);
  await rm(spillDir, { recursive: true });
});

test('a canceled or failed run leaves no file of hidden states', async () => {
  const spillDir = await mkdtemp(join(tmpdir(), 'spill-test-'));
  const memory = { maxBytes: 0, spillDir };
  const { checkpoint, spec } = await model();
  const stop = new AbortController();
  const onProgress = ({ done }: { done: number }) => done === 1 && stop.abort();
  await assert.rejects(score({ checkpoint, spec, memory, signal: stop.signal, onProgress }), { name: 'AbortError' });
  const broken = damaged(checkpoint, 'transformer.h.1.mlp.c_fc.weight', Number.NaN);
  await assert.rejects(score({ checkpoint: broken, spec, memory }), { code: 'WEIGHTS_NON_FINITE' });
  assert.deepEqual(await readdir(spillDir), []);
  await rm(spillDir, { recursive: true });
});

test('activations captured from hidden states in a file are the same', async () => {
  const { checkpoint, spec } = await model();
  const capture = async (memory: { maxBytes?: number }) => {
    const seen: MlpViews[] = [];
    const onBlock = (views: MlpViews) => void seen.push(views);
    await captureMlp({ checkpoint, spec, sequences, blocks: [0, 1], views: ['up'], provider: 'cpu', memory, onBlock });
    return seen;
  };
  assert.deepEqual(await capture({ maxBytes: 0 }), await capture({}));
});
