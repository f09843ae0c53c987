import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadModel } from '@model-trace/core/evaluation';
import type { BlockResult } from '../results/index.ts';
import { type BlockLikeness, blockLikeness, cosine, keepSketches, markCopies, withoutCopies } from './copied-blocks.ts';
import { storedIncomingWeights } from './mlp-weights.ts';
import type { TraceRun } from './trace-run.ts';

const pair = (block: number, baseBlock = block): BlockResult => ({
  ...{ block, baseBlock, log10PValue: -1 - block, rho: 0, units: 10, agreeing: 0, tieGap: null },
});
/** Cosines of blocks 0 and 1; of all others 0. */
const between01 = (value: number) => (block: number, other: number) =>
  block !== other && block < 2 && other < 2 ? value : 0;
const likeness = (base: number, model: number): BlockLikeness => ({ base: between01(base), model: between01(model) });

test('a pair repeats another where both models hold copies; the first counts, whichever is smaller', () => {
  for (const [base, model, isCopy] of [
    [1, 1, true],
    [0.75, 0.75, true],
    [0.7, 0.7, false],
    [1, 0.49, false],
    [0, 1, false],
    [-1, -1, false],
  ] as const) {
    const marked = markCopies([pair(0), pair(1), pair(2)], likeness(base, model));
    assert.deepEqual(
      marked.map(({ copyOf }) => copyOf),
      [undefined, isCopy ? 0 : undefined, undefined],
      `${base}, ${model}`,
    );
  }
  // Named crosswise: block 1 of the model with block 0 of the base comes first.
  const crossed = markCopies([pair(1, 0), pair(0, 1)], likeness(1, 1));
  assert.deepEqual(
    crossed.map(({ copyOf }) => copyOf),
    [undefined, 1],
  );
});

test('a control is not of a block and a copy of its partner, in either model', () => {
  const pairs = [pair(0), pair(1), pair(2)];
  const controls = [pair(0, 1), pair(1, 0), pair(0, 2), pair(2, 1)];
  for (const [base, model] of [
    [0.6, 0],
    [0, 0.6],
  ])
    assert.deepEqual(withoutCopies(controls, pairs, likeness(base, model)), [pair(0, 2), pair(2, 1)]);
  assert.deepEqual(withoutCopies(controls, pairs, likeness(0.4, 0.4)), controls);
});

test('a cosine of nothing, or of other sizes, is 0', () => {
  assert.equal(cosine([3, 4], [6, 8]), 1);
  assert.equal(cosine([1, 0], [0, 1]), 0);
  assert.equal(cosine([0, 0], [0, 0]), 0);
  assert.equal(cosine([1], [1, 1]), 0);
});

test('what is kept of weights that were read is what would be read, however they are stored', async () => {
  for (const name of ['g0', 'l0']) {
    const folder = fileURLToPath(new URL(`../../../../examples/models/${name}`, import.meta.url));
    const loaded = await loadModel(folder, { models: { roots: null, cacheDir: '', cacheMaxBytes: 0 } });
    const runOf = (once: Map<string, Promise<unknown>>): TraceRun =>
      ({
        ...{ base: loaded, model: loaded, isSearched: false, pairs: [0, 1].map((block) => pair(block)) },
        once(key: string, compute: () => Promise<unknown>) {
          if (!once.has(key)) once.set(key, compute());
          return once.get(key);
        },
      }) as unknown as TraceRun;
    const kept = runOf(new Map());
    const [zero, one] = await Promise.all([0, 1].map((block) => storedIncomingWeights(loaded, block)));
    await keepSketches(kept, pair(0), { base: zero, model: zero });
    const { base: partly } = await blockLikeness(kept); // block 1 is read
    const read = await blockLikeness(runOf(new Map()));
    assert.equal(partly(0, 1), read.base(0, 1));
    await keepSketches(kept, pair(1), { base: one, model: one });
    assert.equal(partly(0, 1), read.base(0, 1));
    assert.ok(Math.abs(read.base(0, 1)) < 0.3 && read.base(0, 1) !== 0);
    await loaded.checkpoint.close();
  }
});
