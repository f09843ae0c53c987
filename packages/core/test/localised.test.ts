import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluateTrace } from '@model-trace/core/evaluation';
import { type BlockResult, type StatisticId, TraceResult } from '@model-trace/core/results';
import Value from 'typebox/value';
import { writeRebuiltModel } from './deep-model.ts';

interface Expected {
  kept: number[];
  tokens: number[][];
  csu: Record<'g1' | 'narrow', BlockResult[]>;
  phi2v: Record<'g1' | 'g0-rot' | 'narrow', BlockResult[]>;
  csh: Record<'l0-perm', BlockResult[]>;
  phiMatch: Record<'l0-perm', BlockResult[]>;
}
/** By SciPy and transformers: tools/reference/localised_fixtures.py. */
const expected: Expected = JSON.parse(await readFile(new URL('./fixtures/localised.json', import.meta.url), 'utf8'));

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'model-trace-localised-'));
});
after(() => rm(directory, { recursive: true, force: true }));

const example = (name: string) => fileURLToPath(new URL(`../../../examples/models/${name}`, import.meta.url));

interface Choices {
  statistics: StatisticId[];
  memory?: { maxBytes: number; spillDir: string };
  trace?: Parameters<typeof evaluateTrace>[0]['trace'];
  onProgress?: Parameters<typeof evaluateTrace>[0]['onProgress'];
  signal?: AbortSignal;
}

async function traced(model: string, base: string, { statistics, ...choices }: Choices): Promise<TraceResult> {
  return evaluateTrace({
    request: { model, base, tasks: ['trace'], statistics },
    models: { roots: null, cacheDir: '', cacheMaxBytes: 0 },
    provider: 'cpu',
    codeCommit: null,
    ...choices,
  });
}

/** rho and p: both sides sum float64 in another order; the assignments are the same. */
function assertPairs(actual: readonly BlockResult[], wanted: readonly BlockResult[]): void {
  assert.equal(actual.length, wanted.length);
  for (const [i, { baseBlock, block, rho, units, agreeing, log10PValue }] of wanted.entries()) {
    const pair = `${baseBlock}:${block}`;
    assert.deepEqual([actual[i].baseBlock, actual[i].block, actual[i].units], [baseBlock, block, units]);
    assert.equal(actual[i].agreeing, agreeing, pair);
    assert.ok(Math.abs(actual[i].rho - rho) < 1e-12, `${pair}: rho ${actual[i].rho}, expected ${rho}`);
    const error = Math.abs(actual[i].log10PValue - log10PValue);
    assert.ok(error <= 1e-9 * Math.abs(log10PValue), `${pair}: ${actual[i].log10PValue}, expected ${log10PValue}`);
  }
}

test('every pair of blocks has the values of SciPy: csu-all and match-all without a gate', async () => {
  const { localised } = await traced(example('g1'), example('g0'), { statistics: ['csu-all', 'match-all'] });
  assertPairs(localised![0].pairs, expected.csu.g1);
  assertPairs(localised![1].pairs, expected.phi2v.g1);
  assert.deepEqual(
    localised!.map(({ variant, verdict }) => [variant, verdict]),
    [
      ['phi_U', 'independent'],
      ['phi_2V', 'independent'],
    ],
  );
});

test('a rotated copy is located by match-all, block by block', async () => {
  const { localised, verdict } = await traced(example('g0-rot'), example('g0'), { statistics: ['match-all'] });
  assertPairs(localised![0].pairs, expected.phi2v['g0-rot']);
  assert.deepEqual(
    localised![0].sources.map((source) => [source.block, source.baseBlock, source.verdict]),
    [0, 1, 2, 3].map((block) => [block, block, 'derived']),
  );
  assert.equal(verdict, 'derived');
});

test('match-all with a gate has the values of SciPy, whether activations fit in memory or not', async () => {
  const options = {
    statistics: ['match-all' as const],
    trace: { tokens: expected.tokens.map((ids) => Int32Array.from(ids)) },
  };
  const whole = await traced(example('l0-perm'), example('l0'), options);
  assertPairs(whole.localised![0].pairs, expected.phiMatch['l0-perm']);
  const spilled = await traced(example('l0-perm'), example('l0'), {
    ...options,
    memory: { maxBytes: 3_000_000, spillDir: directory }, // one block's two views are 4.2 MB
  });
  assert.deepEqual(spilled.localised, whole.localised);
});

test('blocks that were dropped, moved and doubled are found where they came from', async () => {
  const model = join(directory, 'moved');
  const blocks = [3, 1, 1, 0, 2];
  await writeRebuiltModel(model, { of: 'g0-ft-short', blocks: () => blocks });
  const { localised, statistics, verdict } = await traced(model, example('g0'), {
    statistics: ['csu-all', 'match-all'],
  });
  assert.deepEqual(statistics, []);
  assert.equal(verdict, 'derived');
  for (const { sources, pairs } of localised!) {
    assert.equal(pairs.length, 20);
    assert.deepEqual(
      sources.map(({ baseBlock }) => baseBlock),
      blocks,
    );
    for (const source of sources) assert.deepEqual([source.verdict, source.agreeingFraction], ['derived', 1]);
  }
});

test('a narrower model is compared unit by unit with a wider one, from either side', async () => {
  const narrow = join(directory, 'narrow');
  await writeRebuiltModel(narrow, { of: 'g0-ft-short', blocks: () => [0, 1, 2, 3], kept: expected.kept });
  const { localised } = await traced(narrow, example('g0'), { statistics: ['csu-all', 'match-all'] });
  assertPairs(localised![0].pairs, expected.csu.narrow);
  assertPairs(localised![1].pairs, expected.phi2v.narrow);
  assert.deepEqual(
    localised!.map(({ verdict }) => verdict),
    ['derived', 'derived'],
  );

  const { localised: reversed } = await traced(example('g0'), narrow, { statistics: ['csu-all'] });
  const turned = expected.csu.narrow.map((pair) => ({ ...pair, block: pair.baseBlock, baseBlock: pair.block }));
  assertPairs(
    reversed![0].pairs,
    turned.toSorted((a, b) => a.block - b.block || a.baseBlock - b.baseBlock),
  );
});

test("a model made by distilgpt2's recipe is traced to blocks 0, 2, 4, 7, 9, 11 of its teacher", async () => {
  // Trained on from those blocks by tools/evasion/make_family.py.
  const family = (name: string) => fileURLToPath(new URL(`fixtures/evasion/${name}`, import.meta.url));
  const { localised } = await traced(family('deep-distilled'), family('deep-base'), {
    statistics: ['csu-all', 'match-all'],
  });
  for (const { sources } of localised!) {
    assert.deepEqual(
      sources.map(({ baseBlock, verdict }) => [baseBlock, verdict]),
      [0, 2, 4, 7, 9, 11].map((block) => [block, 'derived']),
    );
  }
});

test('named pairs bound what is compared with what', async () => {
  const { localised } = await traced(example('g0-rot'), example('g0'), {
    statistics: ['csu-all'],
    trace: {
      blocks: [
        [3, 0],
        [1, 2],
      ],
    },
  });
  assert.deepEqual(
    localised![0].pairs.map(({ baseBlock, block }) => [baseBlock, block]),
    [
      [1, 0],
      [3, 0],
      [1, 2],
      [3, 2],
    ],
  );
});

test('models that differ in depth are compared by the best pairing of blocks, corrected for the search', async () => {
  const shallow = join(directory, 'shallow');
  await writeRebuiltModel(shallow, { of: 'g1', blocks: () => [0, 1] });
  const statistics: StatisticId[] = ['csu', 'match'];
  const outcome = await traced(shallow, example('g0'), { statistics });
  assert.equal(outcome.verdict, 'independent');
  for (const [i, pairs] of [expected.csu.g1, expected.phi2v.g1].entries()) {
    const { blocks, controls, log10PValue, search } = outcome.statistics[i];
    // Of all 12 ways to give the two blocks one of four each: Fisher's p (1 - ln p), p the product.
    const products = pairs
      .filter(({ block }) => block === 0)
      .flatMap((first) =>
        pairs
          .filter(({ block, baseBlock }) => block === 1 && baseBlock !== first.baseBlock)
          .map((second) => ({ chosen: [first, second], p: 10 ** (first.log10PValue + second.log10PValue) })),
      );
    assert.equal(products.length, 12);
    const best = products.reduce((least, one) => (one.p < least.p ? one : least));
    assertPairs(blocks, best.chosen);
    const corrected = Math.min(0, Math.log10(12 * best.p * (1 - Math.log(best.p))));
    assert.ok(Math.abs(log10PValue - corrected) < 1e-9, `${log10PValue}, expected ${corrected}`);
    assert.ok(Math.abs(search!.log10Pairings - Math.log10(12)) < 1e-12);
    assert.equal(controls!.pairs.length, 6, 'what the pairing left out');
    assert.ok(!controls!.pairs.some((control) => blocks.includes(control)));
  }
});

test('pruned and deepened models are found, with and without a gate, and named pairs are not searched for', async () => {
  const pruned = join(directory, 'pruned');
  await writeRebuiltModel(pruned, { of: 'g0-ft-short', blocks: () => [2, 0] });
  const deepened = join(directory, 'deepened');
  await writeRebuiltModel(deepened, { of: 'l0-perm', blocks: () => [0, 1, 2, 2, 3] });
  const found = ({ statistics }: TraceResult) =>
    statistics.map(({ verdict, blocks }) => [verdict, ...blocks.map((pair) => `${pair.baseBlock}:${pair.block}`)]);
  assert.deepEqual(
    found(await traced(pruned, example('g0'), { statistics: ['csu', 'match'] })),
    Array.from({ length: 2 }, () => ['derived', '2:0', '0:1']),
  );
  // Activations say where a block was only while it gets what it was trained on: here the first three blocks.
  const cut = join(directory, 'cut');
  await writeRebuiltModel(cut, { of: 'g0-ft-short', blocks: () => [0, 1, 2] });
  const tokens = expected.tokens.map((ids) => Int32Array.from(ids));
  assert.deepEqual(found(await traced(cut, example('g0'), { statistics: ['csh'], trace: { tokens } })), [
    ['derived', '0:0', '1:1', '2:2'],
  ]);
  const [[verdict, ...pairs]] = found(
    await traced(deepened, example('l0'), { statistics: ['match'], trace: { tokens } }),
  );
  assert.equal(verdict, 'derived');
  assert.ok(['2:2', '2:3'].includes(pairs[2]), 'either copy of block 2');
  assert.deepEqual([pairs[0], pairs[1], pairs[3]], ['0:0', '1:1', '3:4']);

  const named = await traced(pruned, example('g0'), { statistics: ['csu'], trace: { blocks: [[0, 0]] } });
  assert.equal(named.statistics[0].search, undefined);
  assert.equal(named.statistics[0].verdict, 'independent');
});

test('the controls of a trace are pairs of neighbouring blocks crosswise, with the values of SciPy', async () => {
  const crosswise = ({ baseBlock, block }: BlockResult) =>
    baseBlock !== block && Math.floor(baseBlock / 2) === Math.floor(block / 2);
  const ordered = (pairs: readonly BlockResult[]) =>
    pairs.filter(crosswise).toSorted((a, b) => a.baseBlock - b.baseBlock);
  const { statistics } = await traced(example('g0-rot'), example('g0'), { statistics: ['match'] });
  const tokens = expected.tokens.map((ids) => Int32Array.from(ids));
  const gated = await traced(example('l0-perm'), example('l0'), { statistics: ['csh', 'match'], trace: { tokens } });
  const weights = await traced(example('g1'), example('g0'), { statistics: ['csu'] });
  for (const [{ controls }, pairs] of [
    [statistics[0], expected.phi2v['g0-rot']],
    [gated.statistics[0], expected.csh['l0-perm']],
    [gated.statistics[1], expected.phiMatch['l0-perm']],
    [weights.statistics[0], expected.csu.g1],
  ] as const) {
    assertPairs(controls!.pairs, ordered(pairs));
    assert.equal(controls!.pairs.length, 4);
    assert.equal(controls!.areSmall, false);
  }
  const none = await traced(example('g1'), example('g0'), { statistics: ['csu'], trace: { controls: 0 } });
  assert.equal(none.statistics[0].controls, undefined);
  assert.deepEqual(none.statistics[0].blocks, weights.statistics[0].blocks);
});

test('of blocks that are all copies of one the pairs of different blocks are related too: no source is derived', async () => {
  const [copies, base] = [join(directory, 'copies'), join(directory, 'copies-base')];
  await writeRebuiltModel(copies, { of: 'g0-ft-short', blocks: () => [1, 1, 1, 1] });
  await writeRebuiltModel(base, { of: 'g0', blocks: () => [1, 1, 1, 1] });
  const { localised, verdict } = await traced(copies, base, { statistics: ['csu-all'] });
  assert.equal(localised![0].controls!.areSmall, true);
  assert.equal(localised![0].verdict, 'inconclusive');
  assert.equal(verdict, 'inconclusive');
});

test('all pairs count as progress, have the published shape, and stop when told', async () => {
  const told: { done: number; what: string }[] = [];
  const result = await traced(example('g1'), example('g0'), {
    statistics: ['csu-all'],
    onProgress: ({ phase, done, total, unit }) => told.push({ done, what: `${phase}/${total} ${unit}` }),
  });
  assert.deepEqual([...new Set(told.map(({ what }) => what))], ['csu-all/16 pairs']);
  // Once for each pair, and between them shares of assignments that take long.
  assert.ok(told.length >= 16);
  assert.equal(told.at(-1)!.done, 16);
  for (const [i, { done }] of told.entries()) assert.ok(i === 0 || done > told[i - 1].done, `${done}`);
  assert.ok(Value.Check(TraceResult, JSON.parse(JSON.stringify(result))));

  const controller = new AbortController();
  const running = traced(example('g1'), example('g0'), {
    statistics: ['match-all'],
    onProgress: ({ done }) => done >= 2 && controller.abort(new Error('enough')),
    signal: controller.signal,
  });
  await assert.rejects(running, /enough/);
});
