import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkedOptions } from '../src/architectures/index.ts';
import { captureMlp, scoreSequences } from '../src/engine/index.ts';
import { loadModel } from '../src/evaluation/load-model.ts';

/** Tiny random checkpoints and the losses transformers gives for them in float32: tools/reference/make_fixtures.py */
const fixtures = new URL('fixtures/models/', import.meta.url);

interface Reference {
  sequences: number[][];
  nllNats: (number | null)[][];
  totalNats: number;
  /** What the fixture shows to be exact. */
  options: string[];
  /** For sequences[1], by block. */
  mlpViews?: { up: number[][]; gate?: number[][] }[];
}

const names = readdirSync(fixtures);
const reference = (name: string): Reference =>
  JSON.parse(readFileSync(new URL(`${name}/reference.json`, fixtures), 'utf8'));
const open = (name: string) =>
  loadModel(fileURLToPath(new URL(name, fixtures)), { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });

// Both sides round in float32 at each step: the tolerance is 1e-4, seen are 1e-5.
const tokenTolerance = 1e-4;
const totalTolerance = 1e-5;

test('every model type lists exactly the options that a fixture shows', () => {
  const shown: Record<string, Set<string>> = {};
  for (const name of names) {
    const config = JSON.parse(readFileSync(new URL(`${name}/config.json`, fixtures), 'utf8'));
    shown[config.model_type] ??= new Set();
    for (const option of reference(name).options) shown[config.model_type].add(option);
  }
  const sorted = (lists: Record<string, Iterable<string>>) =>
    Object.fromEntries(Object.entries(lists).map(([type, options]) => [type, [...options].sort()]));
  assert.deepEqual(sorted(checkedOptions), sorted(shown));
});

for (const name of names) {
  for (const computeDtype of ['float32', 'float64'] as const) {
    test(`${name} gives the token losses of transformers, computed in ${computeDtype}`, async () => {
      const { sequences, nllNats, totalNats } = reference(name);
      const { checkpoint, spec } = await open(name);
      try {
        const scored = await scoreSequences({
          checkpoint,
          spec,
          sequences: sequences.map((ids) => Int32Array.from(ids)),
          provider: 'cpu',
          computeDtype,
        });
        let total = 0;
        for (const [s, losses] of nllNats.entries()) {
          assert.equal(scored[s].length, losses.length);
          for (const [position, loss] of losses.entries()) {
            const ours = scored[s][position];
            if (loss === null) {
              assert.ok(Number.isNaN(ours), 'the first token is not scored');
              continue;
            }
            assert.ok(
              Math.abs(ours - loss) < tokenTolerance,
              `sequence ${s} token ${position}: ${ours}, expected ${loss}`,
            );
            total += ours;
          }
        }
        assert.ok(Math.abs(total / totalNats - 1) < totalTolerance, `${total} nats, expected ${totalNats}`);
      } finally {
        await checkpoint.close();
      }
    });
  }
}

for (const name of names.filter((each) => reference(each).mlpViews !== undefined)) {
  test(`${name} gives the MLP views of transformers, and stops after the last block asked for`, async () => {
    const { sequences, mlpViews } = reference(name);
    const { checkpoint, spec } = await open(name);
    const sequence = Int32Array.from(sequences[1]);
    try {
      for (const blocks of [[0, 1], [1], [0]]) {
        const seen: number[] = [];
        const computed: number[] = [];
        await captureMlp({
          checkpoint,
          spec,
          sequences: [sequence, sequence],
          blocks,
          views: ['up', 'gate'],
          provider: 'cpu',
          onProgress: ({ done }) => computed.push(done),
          onBlock({ block, up, gate }) {
            seen.push(block);
            assert.ok(up instanceof Float64Array);
            assertRowsTwice(up, mlpViews![block].up);
            if (spec.blocks[block].mlp.kind === 'gated') assertRowsTwice(gate!, mlpViews![block].gate!);
            else assert.equal(gate, null);
          },
        });
        assert.deepEqual(seen, blocks);
        assert.equal(Math.max(...computed), Math.max(...blocks) + 1);
      }
    } finally {
      await checkpoint.close();
    }
  });
}

function assertRowsTwice(actual: ArrayLike<number>, rows: number[][]): void {
  const expected = [...rows, ...rows].flat();
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries()) {
    // float32 reference with seven digits against our float64
    assert.ok(Math.abs(actual[i] - value) < 2e-5 * (1 + Math.abs(value)), `${actual[i]}, expected ${value}`);
  }
}

test('a loss depends on no other sequence and not on the order of sequences', async () => {
  const { sequences } = reference('llama-grouped');
  const { checkpoint, spec } = await open('llama-grouped');
  const score = (list: number[][]) =>
    scoreSequences({
      checkpoint,
      spec,
      sequences: list.map((ids) => Int32Array.from(ids)),
      provider: 'cpu',
      computeDtype: 'float64',
    });
  try {
    const together = await score(sequences);
    const reversed = (await score([...sequences].reverse())).reverse();
    for (const [s, ids] of sequences.entries()) {
      const [alone] = await score([ids]);
      for (const losses of [together[s], reversed[s]]) {
        for (let t = 1; t < ids.length; t++) assert.ok(Math.abs(losses[t] - alone[t]) < 1e-12);
      }
    }
  } finally {
    await checkpoint.close();
  }
});

test('a loss depends on no later token', async () => {
  const { checkpoint, spec } = await open('gpt2-tied');
  try {
    const ids = Int32Array.from(reference('gpt2-tied').sequences[0]);
    const changed = ids.map((id, position) => (position < 20 ? id : (id + 1) % spec.vocabSize));
    const [a, b] = await scoreSequences({ checkpoint, spec, sequences: [ids, changed], provider: 'cpu' });
    for (let t = 1; t < 20; t++) assert.ok(Math.abs(a[t] - b[t]) < 1e-5);
    assert.ok(a.subarray(20).some((loss, i) => Math.abs(loss - b[20 + i]) > 0.1));
  } finally {
    await checkpoint.close();
  }
});
