import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { evaluateTrace } from '@model-trace/core/evaluation';
import { type StatisticId, TraceResult } from '@model-trace/core/results';
import { fisherCombine } from '@model-trace/core/stats';
import Value from 'typebox/value';
import { writeRebuiltModel } from './deep-model.ts';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-trace-copied-'));
});
after(() => rm(directory, { recursive: true, force: true }));

/** A model of examples/models with these of its blocks, in this order. */
async function made(of: string, blocks: number[]): Promise<string> {
  const folder = join(directory, `${of}-${blocks.join('')}`);
  await writeRebuiltModel(folder, { of, blocks: () => blocks });
  return folder;
}

async function traced(model: string, base: string, statistics: StatisticId[], permutations?: number) {
  const result = await evaluateTrace({
    request: { model, base, tasks: ['trace'], statistics, permutations },
    ...{ models: { roots: null, cacheDir: '', cacheMaxBytes: 0 }, provider: 'cpu', codeCommit: null },
  });
  assert.ok(Value.Check(TraceResult, result));
  return result.statistics;
}

/** Fisher's combination of blocks at these places, log10. */
const combined = (blocks: readonly { log10PValue: number }[], places: number[]) =>
  fisherCombine(places.map((place) => blocks[place].log10PValue * Math.LN10)) / Math.LN10;

test('layers that both of two independent models repeat count once, by every statistic', async () => {
  const repeated = [0, 1, 2, 0, 1, 0];
  const results = await traced(await made('g1', repeated), await made('g0', repeated), ['csu', 'csh', 'match'], 20);
  for (const { statistic, blocks, log10PValue, copies, tolerant } of results) {
    assert.deepEqual(
      blocks.map(({ copyOf }) => copyOf),
      [undefined, undefined, undefined, 0, 1, 0],
      statistic,
    );
    assert.equal(copies?.counted, 3);
    assert.ok(Math.abs(log10PValue - combined(blocks, [0, 1, 2])) < 1e-12, statistic);
    assert.ok(Math.abs(log10PValue - combined(blocks, [0, 1, 2, 3, 4, 5])) > 0.01, statistic);
    if (tolerant !== undefined) assert.equal(tolerant.log10PValues.length, blocks.length);
  }
  const [csu] = results;
  // Exactly the same comparison.
  assert.equal(csu.blocks[3].log10PValue, csu.blocks[0].log10PValue);
  assert.ok(csu.permutationTest?.testable);
  const plain = await traced(await made('g1', [0, 1, 2]), await made('g0', [0, 1, 2]), ['csu']);
  assert.ok(Math.abs(plain[0].log10PValue - csu.log10PValue) < 1e-12);
  assert.equal(plain[0].copies, undefined);
});

test('layers that only one of them repeats are compared with others each time: all count', async () => {
  const [{ blocks, copies }] = await traced(await made('g1', [0, 0, 1, 1]), await made('g0', [0, 1, 2, 3]), ['csu']);
  assert.equal(copies, undefined);
  assert.ok(blocks.every(({ copyOf }) => copyOf === undefined));
});

test('of models that differ in depth the best pairing counts copies once', async () => {
  const [{ blocks, copies, log10PValue, search }] = await traced(
    ...([await made('g1', [0, 0]), await made('g0', [0, 1, 0]), ['csu'] as StatisticId[]] as const),
  );
  const isRepeated = blocks.every(({ baseBlock }) => baseBlock !== 1);
  assert.equal(copies?.counted, isRepeated ? 1 : undefined);
  const places = isRepeated ? [0] : [0, 1];
  assert.ok(Math.abs(log10PValue - Math.min(0, combined(blocks, places) + search!.log10Pairings)) < 1e-12);
});

test('a copy beside a layer is no negative control: descent is found where every layer is there twice', async () => {
  const twice = [0, 0, 1, 1];
  const statistics = await traced(await made('g0-ft-short', twice), await made('g0', twice), ['csu', 'csh', 'match']);
  for (const { statistic, verdict, controls, copies } of statistics) {
    assert.equal(verdict, 'derived', statistic);
    assert.equal(controls, undefined);
    assert.equal(copies?.counted, 2);
  }
});
