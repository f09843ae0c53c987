import type { MlpViews } from '../engine/index.ts';
import type { BlockResult, MatchMetric, StatisticId } from '../results/index.ts';
import type { SideInput } from './activation-input.ts';
import type { BlockPair } from './block-pair.ts';
import { blockResult } from './block-result.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { captureBlockPairs } from './capture-block-pairs.ts';
import { controlBlocks } from './controls/control-blocks.ts';
import { isGated } from './is-gated.ts';
import { type ComparedFeatures, matchUnits, type UnitMatching } from './match-units.ts';
import { drawnBlockPValues } from './relabelling/drawn-block-p-values.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';
import { unitFeatures } from './unit-features.ts';

export interface ActivationStatistics {
  csh: BlockResult[] | null;
  match: BlockResult[] | null;
  /** ln p of csh by block and draw of the permutation test. */
  cshDrawn: Float64Array[];
  controls: Record<'csh' | 'match', BlockResult[]>;
}

/**
 * The statistics on hidden activations of the same tokens, in one pass over both models:
 *
 * - csh, phi_H: match the units by what comes out of the up projection (bias included, before the activation), cosine;
 *   compare with the identity.
 * - match, phi_MATCH, for gated MLPs: match by what comes out of the gate projection, match by what comes out of the up
 *   projection, compare the two matchings. Metric cosine (paper) or l2 (reference code).
 *
 * Source: arXiv 2502.12292, sections 3 and 4. The forward pass is in float64, of large models in float32 (`trace-dtype.ts`).
 */
export function activationStatistics(run: TraceRun): Promise<ActivationStatistics> {
  return run.once('activation statistics', () => onePass(run));
}

async function onePass(run: TraceRun): Promise<ActivationStatistics> {
  const { base, model, pairs, metric, kept, pool, provider, memory, resume, onProgress, signal, relabellings } = run;
  const input = run.activations!; // statisticNeeds().tokens
  const csh = run.statistics.has('csh');
  const match = run.statistics.has('match') && isGated(run);
  const results: ActivationStatistics = {
    csh: csh ? [] : null,
    match: match ? [] : null,
    cshDrawn: [],
    controls: { csh: [], match: [] },
  };
  const up = ['activations', 'up'];
  const controls = {
    ...(csh && { csh: controlBlocks(run, { metric: 'cosine', streams: [up] }, 'csh controls') }),
    ...(match && {
      match: controlBlocks(run, { metric, streams: [['activations', 'gate'], up] }, `match ${metric} controls`),
    }),
  };
  const withControls = () => {
    results.controls = { csh: controls.csh?.results() ?? [], match: controls.match?.results() ?? [] };
    return results;
  };
  const wanted = (['csh', 'match'] as const).filter((statistic) => results[statistic] !== null);
  const finished = { csh: run.countOf('csh', pairs.length), match: run.countOf('match', pairs.length) };
  const missing = pairs.filter((pair, index) => {
    const withoutDraws = (statistic: StatisticId) => statistic === 'csh' && relabellings.count > 0;
    let isMissing = false;
    for (const statistic of wanted) {
      const before = withoutDraws(statistic) ? null : kept.get(statistic, pair);
      if (before !== null) {
        results[statistic]![index] = before;
        finished[statistic]();
      }
      if (before === null || controls[statistic]!.needs(pair)) isMissing = true;
    }
    return isMissing;
  });
  if (missing.length === 0) return withControls();
  const tasks = boundedTasks(pool.size);
  await captureBlockPairs({
    base,
    model,
    pairs: missing,
    sequences: { base: input.base.sequences, model: input.model.sequences },
    views: match ? ['up', 'gate'] : ['up'],
    provider,
    memory,
    onProgress,
    resume,
    // A block that was passed is not captured again, so its results must be there before.
    beforeKeep: async () => {
      await tasks.drain();
      await kept.flush();
    },
    mayKeep: (side, blocks) => !wanted.some((statistic) => controls[statistic]!.isOpenAt(side, blocks)),
    signal,
    onPair: (pair, ours, theirs) => {
      const index = pairs.indexOf(pair);
      const isDone = (statistic: 'csh' | 'match') => results[statistic]?.[index] !== undefined;
      return tasks.start(async () => {
        await Promise.all([
          controls.csh?.arrive(pair, viewsOf(input.base, ours, ['up']), viewsOf(input.model, theirs, ['up'])),
          controls.match?.arrive(
            pair,
            viewsOf(input.base, ours, ['gate', 'up']),
            viewsOf(input.model, theirs, ['gate', 'up']),
          ),
        ]);
        if (wanted.every(isDone)) return;
        const parts = {
          csh: csh && !isDone('csh') ? finished.csh.part() : null,
          match: match && !isDone('match') ? finished.match.part() : null,
        };
        // phi_H is defined with cosine; where match uses it too, the matching of up activations serves both.
        const upCosine =
          (csh && !isDone('csh')) || metric === 'cosine'
            ? await matchView(run, {
                ...{ pair, ours, theirs, view: 'up', metric: 'cosine' },
                spent: metric === 'cosine' || !match || isDone('match'),
                onShare(share) {
                  parts.csh?.(share);
                  if (metric === 'cosine') parts.match?.(share / 2);
                },
              })
            : null;
        if (results.csh !== null && !isDone('csh')) {
          results.csh[index] = blockResult(pair, upCosine!, null, run);
          results.cshDrawn[index] = await drawnBlockPValues(upCosine!, { relabellings, block: pair.block, signal });
          await kept.keep('csh', results.csh[index]);
          parts.csh!(1);
        }
        if (results.match !== null && !isDone('match')) {
          const half = (before: number) => (share: number) => parts.match!(before + share / 2);
          const view = { pair, ours, theirs, metric, spent: true };
          const up = metric === 'cosine' ? upCosine! : await matchView(run, { ...view, view: 'up', onShare: half(0) });
          const gate = await matchView(run, { ...view, view: 'gate', onShare: half(1 / 2) });
          results.match[index] = blockResult(pair, gate, up, run);
          await kept.keep('match', results.match[index]);
          parts.match!(1);
        }
      });
    },
  });
  await tasks.drain();
  return withControls();
}

/** Features of the views of one block, at the positions that are compared. */
function viewsOf(
  { sequences, positions }: SideInput,
  captured: MlpViews,
  views: readonly ('gate' | 'up')[],
): ComparedFeatures[] {
  const tokens = sequences.reduce((sum, { length }) => sum + length, 0);
  return views.map((view) => unitFeatures(captured[view]!, captured[view]!.length / tokens, positions));
}

async function matchView(
  { model, pool, seed, signal, activations }: TraceRun,
  options: {
    pair: BlockPair;
    ours: MlpViews;
    theirs: MlpViews;
    view: 'up' | 'gate';
    metric: MatchMetric;
    /** Whether the view is not looked at again. */
    spent: boolean;
    onShare: (share: number) => void;
  },
): Promise<UnitMatching> {
  const { pair, ours, theirs, view, metric, spent, onShare } = options;
  const { units } = model.spec.blocks[pair.block].mlp; // equal in the base: admitPair
  return matchUnits({
    a: unitFeatures(ours[view]!, units, activations!.base.positions),
    b: unitFeatures(theirs[view]!, units, activations!.model.positions),
    metric,
    pool,
    random: seededRandom(seed, 'activations', view, pair.block),
    spent,
    onShare,
    signal,
  });
}
