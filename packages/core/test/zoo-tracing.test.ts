import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadModel } from '@model-trace/core/evaluation';
import type { BlockResult, StatisticId, StatisticResult } from '@model-trace/core/results';
import { createThreadPool } from '@model-trace/core/threads';
import { type TraceOptions, trace } from '@model-trace/core/tracing';

/**
 * Reference values for pairs of tiny trained models, computed by another implementation (NumPy, SciPy, float64). They stand
 * beside the repository, in ../shared/zoo; its README says how they were made.
 */
const zoo = new URL('../../../../shared/zoo/', import.meta.url);
const skip = existsSync(zoo) ? false : 'the zoo is not beside the repository (../shared/zoo)';

interface ExpectedBlock {
  rho: number;
  log10_p: number;
  agree: number;
}
interface ExpectedPair {
  a: string;
  b: string;
  blocks: [number, number][];
  csu: ExpectedBlock[];
  csh: ExpectedBlock[];
  match?: ExpectedBlock[];
  csu_fisher_log10_p: number;
  csh_fisher_log10_p: number;
  match_fisher_log10_p?: number;
  phi2v_rot: ExpectedBlock[];
  phi2v_rot_fisher_log10_p: number;
  phi2v_perm: ExpectedBlock[];
  phi2v_perm_fisher_log10_p: number;
}

const expected: { pairs: ExpectedPair[]; twoViewPairs: ExpectedPair[] } = skip
  ? { pairs: [], twoViewPairs: [] }
  : JSON.parse(readFileSync(new URL('expected.json', zoo), 'utf8'));

/** Assignments closer to a tie than this may differ between implementations; such blocks are named, not compared. */
const nearTie = 1e-12;

/** Relative difference of log10 p; the t tail, the chi-square tail and the printed digits of the reference are all below it. */
const tolerance = 1e-6;

const pool = createThreadPool();
after(() => pool.close());

/** Without negative controls: the reference has none, and no value of it depends on them. */
async function traced(pair: ExpectedPair, options: Partial<TraceOptions> & { statistics: StatisticId[] }) {
  const models = { roots: null, cacheDir: '', cacheMaxBytes: 0 };
  const base = await loadModel(fileURLToPath(new URL(pair.a, zoo)), { models });
  const model = await loadModel(fileURLToPath(new URL(pair.b, zoo)), { models });
  try {
    const { statistics } = await trace({
      model,
      base,
      blocks: pair.blocks,
      controls: 0,
      provider: 'cpu',
      pool,
      ...options,
    });
    return Object.fromEntries(statistics.map((result) => [result.statistic, result])) as Record<
      StatisticId,
      StatisticResult
    >;
  } finally {
    await Promise.all([base.checkpoint.close(), model.checkpoint.close()]);
  }
}

function assertClose(actual: number, wanted: number, what: string): void {
  const allowed = tolerance * Math.abs(wanted);
  assert.ok(Math.abs(actual - wanted) <= allowed, `${what}: ${actual}, expected ${wanted}`);
}

function compare(
  result: StatisticResult,
  blocks: ExpectedBlock[],
  combined: number,
  note: (message: string) => void,
): void {
  const tied = result.blocks.filter(({ tieGap }) => tieGap !== null && tieGap < nearTie);
  for (const { baseBlock, block, tieGap } of tied) {
    note(`${result.variant} ${baseBlock}:${block} is near a tie (gap ${tieGap}): not compared`);
  }
  for (const [i, wanted] of blocks.entries()) {
    const actual: BlockResult = result.blocks[i];
    if (tied.includes(actual)) continue;
    assertClose(actual.log10PValue, wanted.log10_p, `${result.variant} block ${i} log10 p`);
    assertClose(actual.rho, wanted.rho, `${result.variant} block ${i} rho`);
    assert.equal(actual.agreeing, wanted.agree, `${result.variant} block ${i} agreeing units`);
  }
  if (tied.length === 0) assertClose(result.log10PValue, combined, `${result.variant} Fisher`);
}

const tokens: Int32Array[] = skip
  ? []
  : JSON.parse(readFileSync(new URL('stat_tokens.json', zoo), 'utf8')).map((ids: number[]) => Int32Array.from(ids));

for (const [i, pair] of expected.pairs.entries()) {
  test(`csu, csh${pair.match ? ', match' : ''} of ${pair.a} and ${pair.b}${pair.blocks.length === 2 ? ` (blocks ${pair.blocks.join(' ')})` : ''} #${i}`, async (t) => {
    const statistics: StatisticId[] = pair.match ? ['csu', 'csh', 'match'] : ['csu', 'csh'];
    const results = await traced(pair, { statistics, tokens, matchMetric: 'l2' });
    const note = (message: string) => t.diagnostic(message);
    compare(results.csu, pair.csu, pair.csu_fisher_log10_p, note);
    compare(results.csh, pair.csh, pair.csh_fisher_log10_p, note);
    if (pair.match) compare(results.match, pair.match, pair.match_fisher_log10_p!, note);
  });
}

for (const pair of expected.twoViewPairs) {
  test(`phi_2V of ${pair.a} and ${pair.b}`, async (t) => {
    const { match } = await traced(pair, { statistics: ['match'] });
    assert.equal(match.variant, 'phi_2V');
    compare(match, pair.phi2v_rot, pair.phi2v_rot_fisher_log10_p, (message) => t.diagnostic(message));
  });
}

for (const pair of expected.twoViewPairs) {
  test(`phi_2V-perm of ${pair.a} and ${pair.b}`, async (t) => {
    const { match } = await traced(pair, { statistics: ['match'], matchVariant: 'phi_2V-perm' });
    assert.equal(match.variant, 'phi_2V-perm');
    compare(match, pair.phi2v_perm, pair.phi2v_perm_fisher_log10_p, (message) => t.diagnostic(message));
  });
}

test('the reference values of the zoo', { skip }, () => {
  assert.equal(expected.pairs.length, 75);
  assert.equal(expected.twoViewPairs.length, 55);
});
