import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { evaluateTrace } from '@model-trace/core/evaluation';
import { type Align, type StatisticId, TraceResult } from '@model-trace/core/results';
import Value from 'typebox/value';

const examples = fileURLToPath(new URL('../../../examples/models/', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/models/', import.meta.url));
const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };
type TraceChoices = NonNullable<Parameters<typeof evaluateTrace>[0]['trace']>;

function traced(
  model: string,
  base: string,
  options: { statistics?: StatisticId[]; trace?: TraceChoices; align?: Align } = {},
): Promise<TraceResult> {
  const at = (name: string) => {
    if (name.startsWith('fixture:')) return join(fixtures, name.slice('fixture:'.length));
    return isAbsolute(name) ? name : join(examples, name);
  };
  return evaluateTrace({
    request: {
      model: at(model),
      base: at(base),
      tasks: ['trace'],
      statistics: options.statistics,
      align: options.align,
    },
    models,
    provider: 'cpu',
    codeCommit: null,
    trace: options.trace,
  });
}

const verdicts = (result: TraceResult) =>
  Object.fromEntries(result.statistics.map(({ statistic, verdict }) => [statistic, verdict]));

test('a fine-tune is derived by every statistic, at the least p-value there is', async () => {
  const result = await traced('g0-ft-short', 'g0');
  assert.deepEqual(verdicts(result), { csu: 'derived', csh: 'derived', match: 'derived' });
  assert.equal(result.verdict, 'derived');
  for (const { blocks, pValue } of result.statistics) {
    assert.equal(pValue, '<1e-300');
    for (const { log10PValue, agreeing, units } of blocks) {
      assert.equal(agreeing, units);
      // log10(2 / 512!) by Stirling's formula with two correction terms
      const n = 512;
      const stirling =
        (n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3)) / Math.LN10;
      assert.ok(Math.abs(log10PValue - (Math.log10(2) - stirling)) < 1e-6);
    }
  }
  assert.ok(Value.Check(TraceResult, JSON.parse(JSON.stringify(result))));
});

test('a rotated and permuted copy is found by match alone', async () => {
  const result = await traced('g0-rot', 'g0');
  assert.deepEqual(verdicts(result), { csu: 'independent', csh: 'independent', match: 'derived' });
  assert.equal(result.statistics[2].variant, 'phi_2V');
  assert.equal(result.verdict, 'derived');
});

test('independently trained models are independent', async () => {
  const result = await traced('g1', 'g0');
  assert.deepEqual(verdicts(result), { csu: 'independent', csh: 'independent', match: 'independent' });
  assert.equal(result.verdict, 'independent');
  for (const { pValue } of result.statistics) assert.ok(typeof pValue === 'number' && pValue > 1e-3 && pValue <= 1);
});

test('a permuted Llama is found by phi_MATCH, with either metric', async () => {
  for (const matchMetric of ['cosine', 'l2'] as const) {
    const { statistics } = await traced('l0-perm', 'l0', { statistics: ['match'], trace: { matchMetric } });
    assert.equal(statistics[0].variant, 'phi_MATCH');
    assert.equal(statistics[0].metric, matchMetric);
    assert.equal(statistics[0].verdict, 'derived');
  }
});

test('both forms of match for MLPs without a gate: the p-value of the one that may decide times two, and that of the other beside it', async () => {
  const one = async (matchVariant: TraceChoices['matchVariant']) =>
    (await traced('g1', 'g0', { statistics: ['match'], trace: { matchVariant, controls: 0 } })).statistics[0];
  const [rotation, permutation, both] = [await one('phi_2V'), await one('phi_2V-perm'), await one('both')];
  assert.deepEqual([rotation.variant, permutation.variant], ['phi_2V', 'phi_2V-perm']);
  // phi_2V-perm rejects 1 of 84 independent pairs of blocks at 0.001.
  assert.equal(both.variant, 'phi_2V');
  assert.deepEqual(both.blocks, rotation.blocks);
  assert.equal(both.attempts, 2);
  assert.equal(both.log10PValue, Math.min(0, rotation.log10PValue + Math.log10(2)));
  const log10PValue = Math.min(0, permutation.log10PValue + Math.log10(2));
  assert.deepEqual(both.otherForms, [{ variant: 'phi_2V-perm', log10PValue, verdict: 'inconclusive' }]);
  assert.equal(permutation.verdict, 'inconclusive');
  assert.match(permutation.verdictRule, /84 independent pairs/);
  await assert.rejects(traced('l0-perm', 'l0', { statistics: ['match'], trace: { matchVariant: 'phi_2V' } }), {
    code: 'TRACE_VARIANT_INAPPLICABLE',
  });
});

test('the default activations are 4,096 seeded random tokens, and the seed decides them', async () => {
  const digest = async (seed?: number) => (await traced('g1', 'g0', { statistics: ['csh'], trace: { seed } })).protocol;
  const [first, again, other] = [await digest(), await digest(0), await digest(5)];
  assert.equal(first.activations?.tokens, 4096);
  assert.equal(first.activations?.source, 'uniform');
  assert.equal(first.vocabulary, 'identical-tokenizer');
  assert.deepEqual(first.activations, again.activations);
  assert.notEqual(first.activations?.sha256, other.activations?.sha256);
});

test('blocks can be named, in any order, and each is compared as named', async () => {
  const straight = await traced('g0-ft-short', 'g0', {
    statistics: ['csu', 'csh'],
    trace: {
      blocks: [
        [1, 1],
        [2, 2],
      ],
    },
  });
  const mixed = await traced('g0-ft-short', 'g0', {
    statistics: ['csu', 'csh'],
    trace: {
      blocks: [
        [2, 1],
        [1, 2],
        [3, 3],
      ],
    },
  });
  assert.deepEqual(
    straight.statistics.map(({ verdict }) => verdict),
    ['derived', 'derived'],
  );
  for (const { blocks } of mixed.statistics) {
    assert.deepEqual(
      blocks.map(({ baseBlock, block }) => [baseBlock, block]),
      [
        [2, 1],
        [1, 2],
        [3, 3],
      ],
    );
    assert.ok(blocks[0].log10PValue > -3 && blocks[1].log10PValue > -3, 'crossed blocks are unrelated');
    assert.ok(blocks[2].log10PValue < -1000);
  }
});

test('tokens can be given; without embeddings to align they need no common tokenizer', async () => {
  const tokens = [Int32Array.from({ length: 64 }, (_, i) => i), Int32Array.from({ length: 32 }, (_, i) => 900 - i)];
  const { protocol } = await traced('g1', 'g0', { statistics: ['csh'], trace: { tokens } });
  assert.equal(protocol.activations?.source, 'tokens');
  assert.equal(protocol.activations?.tokens, 96);
  assert.equal(protocol.vocabulary, 'token-file');
  await assert.rejects(traced('g1', 'g0', { statistics: ['csh'], trace: { tokens: [Int32Array.of(1, 5000)] } }), {
    code: 'TOKEN_OUT_OF_RANGE',
  });
});

test('pairs that cannot be compared say why and what to do instead', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'model-trace-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const pairs: { model: string; code: string; fix: RegExp; options?: Parameters<typeof traced>[2] }[] = [
    { model: 'l0', code: 'TRACE_UNITS_MISMATCH', fix: /same width/ },
    {
      model: 'fixture:gpt2-tied',
      code: 'TRACE_HIDDEN_SIZE_MISMATCH',
      fix: /csh/,
      options: { trace: { blocks: [[0, 0]] } },
    },
    {
      model: await withOtherTokens(join(dir, 'tokens')),
      code: 'TRACE_VOCABULARY_MISMATCH',
      fix: /csu/,
      // What is predicted is compared id by id; other statistics use the tokens that are shared.
      options: { statistics: ['jsd'] },
    },
    {
      model: 'g1',
      code: 'TRACE_BLOCKS_INVALID',
      fix: /./,
      options: {
        trace: {
          blocks: [
            [0, 0],
            [0, 1],
          ],
        },
      },
    },
  ];
  for (const { model, code, fix, options } of pairs) {
    await assert.rejects(traced(model, 'g0', options), (error: { code: string; fix?: string; message: string }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.fix ?? '', fix);
      return true;
    });
  }
  await assert.rejects(traced('g1', 'g0', { trace: { blocks: [[9, 0]] } }), { code: 'TRACE_BLOCKS_INVALID' });
  // What is predicted can be compared whatever the width of the stream; coordinates cannot be aligned.
  const narrow = { statistics: ['jsd'] } satisfies Parameters<typeof traced>[2];
  for (const align of ['units', 'residual', 'both', 'procrustes'] as const)
    await assert.rejects(traced('fixture:gpt2-tied', 'g0', { ...narrow, align }), {
      code: 'TRACE_HIDDEN_SIZE_MISMATCH',
      message: /^Only the alignment rules this pair out: .* has hidden size /,
      fix: /^Leave --align /,
    });
  await assert.rejects(traced('fixture:gpt2-tied', 'g0', { ...narrow, statistics: ['csu'], align: 'units' }), {
    code: 'TRACE_HIDDEN_SIZE_MISMATCH',
    fix: /csh, without --align/,
  });
  // Weights need no tokens.
  const { statistics } = await traced(join(dir, 'tokens'), 'g0', { statistics: ['csu'] });
  assert.equal(statistics[0].verdict, 'derived');
});

/** g0 with two tokens of its vocabulary exchanged. */
async function withOtherTokens(dir: string): Promise<string> {
  await cp(join(examples, 'g0'), dir, { recursive: true });
  const path = join(dir, 'tokenizer.json');
  const tokenizer = JSON.parse(await readFile(path, 'utf8'));
  const [[first, firstId], [second, secondId]] = Object.entries(tokenizer.model.vocab).slice(-2);
  tokenizer.model.vocab[first] = secondId;
  tokenizer.model.vocab[second] = firstId;
  await writeFile(path, JSON.stringify(tokenizer));
  return dir;
}

test('an abort ends a trace at once', async () => {
  const controller = new AbortController();
  const running = evaluateTrace({
    request: { model: join(examples, 'g1'), base: join(examples, 'g0'), tasks: ['trace'] },
    models,
    provider: 'cpu',
    codeCommit: null,
    signal: controller.signal,
    onProgress: () => controller.abort(new Error('enough')),
  });
  await assert.rejects(running, /enough/);
});
