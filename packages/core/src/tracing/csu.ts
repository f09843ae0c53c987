import type { BlockResult, Controls } from '../results/index.ts';
import { blockResult } from './block-result.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { controlBlocks } from './controls/control-blocks.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { keepSketches, withCopies } from './copied-blocks.ts';
import { denseMlp } from './dense-mlp.ts';
import { comparisonBytes, matchUnits } from './match-units.ts';
import { storedIncomingWeights } from './mlp-weights.ts';
import { drawnBlockPValues } from './relabelling/drawn-block-p-values.ts';
import { searchedPairing } from './searched-pairing.ts';
import { seededRandom } from './seeded-random.ts';
import type { Statistic } from './statistic.ts';
import { statisticResult } from './statistic-result.ts';
import { exchangeableUnits, type StatisticVariant } from './statistic-variant.ts';
import type { TraceRun } from './trace-run.ts';
import { turns } from './turns.ts';
import { weightViews } from './weight-views.ts';

export const phiU: StatisticVariant = {
  statistic: 'csu',
  variant: 'phi_U',
  null: `rows of the MLP up projection: ${exchangeableUnits}`,
  validity: 'exact',
  calibration: { rejectionRate: 0, blockPairs: 196, source: 'docs/calibration' },
  direction: 'small p: units of the two models that look alike stand at the same places',
};

/**
 * phi_U (arXiv 2502.12292, section 3): for each block, match the rows of the MLP's up projections by cosine and ask whether
 * the matching follows the identity. Reads only those matrices.
 */
export const csu: Statistic = {
  id: 'csu',
  variants: [phiU],
  run: async (run) => {
    const pairs = run.isSearched ? await searchedPairing(run, weightViews, 'csu') : await blocksOf(run);
    return { group: 'statistics', result: statisticResult({ ...run, variant: phiU, metric: 'cosine', ...pairs }) };
  },
};

async function blocksOf(
  run: TraceRun,
): Promise<{ blocks: BlockResult[]; drawn: Float64Array[]; controls: Controls | null }> {
  const { base, model, pairs, seed, pool, kept, countOf, relabellings, signal } = run;
  const finished = countOf('csu', pairs.length);
  const results: BlockResult[] = [];
  const drawn: Float64Array[] = [];
  const controls = controlBlocks(run, weightViews, 'csu controls');
  const { abreast, holding, threads } = sideBySide(run);
  const tasks = boundedTasks(abreast + (abreast === pool.size ? 1 : 0)); // one more than threads: the next is read
  const features = turns(holding);
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    const before = relabellings.count === 0 ? kept.get('csu', pair) : null; // a kept block has no draws
    if (before !== null) results[index] = before;
    if (before !== null && !controls.needs(pair)) {
      finished();
      continue;
    }
    await tasks.start(async () => {
      const part = finished.part();
      const matching = await features.take(async (done) => {
        const [a, b] = await Promise.all([
          storedIncomingWeights(base, pair.baseBlock),
          storedIncomingWeights(model, pair.block),
        ]);
        // Before the weights are spent.
        await keepSketches(run, pair, { base: a, model: b });
        await controls.arrive(pair, [a], [b]);
        if (before !== null) return null;
        const random = seededRandom(seed, 'csu', pair.block);
        return matchUnits({
          ...{ a, b, metric: 'cosine', pool, random, threads, spent: true, signal },
          ...{ onMultiplied: done, onShare: part },
        });
      });
      if (matching !== null) {
        results[index] = blockResult(pair, matching, null, run);
        drawn[index] = await drawnBlockPValues(matching, { relabellings, block: pair.block, signal });
        await kept.keep('csu', results[index]);
      }
      part(1);
    });
  }
  await tasks.drain();
  const compared = await withCopies(run, { blocks: results, controls: controls.results() });
  return { blocks: compared.blocks, drawn, controls: summarizeControls(compared.controls, crosswiseControls) };
}

/** What blocks that are compared at the same time may take: costs of two of 11,008 units, and 4,096 weights of each unit. */
const maxBytes = 2 ** 31;

/**
 * How many blocks are compared at the same time, how many of them (and of those that wait) may hold their weights, which are
 * given back before the assignment, and how many cores each product then uses.
 */
function sideBySide({ model, pairs, pool }: TraceRun): { abreast: number; holding: number; threads: number } {
  const units = Math.max(...pairs.map(({ block }) => denseMlp(model.spec, block).units));
  const bytes = comparisonBytes({ units, width: model.spec.hiddenSize });
  const within = (count: number, each: number) => Math.max(1, Math.min(pool.size, Math.floor(count / each)));
  const abreast = within(maxBytes - bytes.features, bytes.costs);
  const holding = within(maxBytes - abreast * bytes.costs, bytes.features);
  return { abreast, holding, threads: Math.floor(pool.size / Math.min(abreast, holding)) };
}
