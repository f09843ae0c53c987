import { captureMlp } from '../engine/index.ts';
import type { MatchMetric } from '../results/index.ts';
import { activationDtype, sequencesOf } from './trace-dtype.ts';
import { unitFeatures } from './unit-features.ts';
import type { UnitViews } from './unit-views.ts';

/** What comes out of some input matrices of the MLPs on `run.activations`: [up] for csh, [gate, up] for phi_MATCH. */
export function activationViews(views: readonly ('gate' | 'up')[], metric: MatchMetric): UnitViews {
  return {
    name: `activations ${views.join(' ')} ${metric}`,
    metric,
    streams: views.map((view) => ['activations', view]),
    async each(run, { side, blocks, onBlock, beforeKeep }) {
      const { checkpoint, spec } = run[side];
      const input = run.activations![side]; // statisticNeeds().tokens
      await captureMlp({
        ...{ checkpoint, spec, blocks, beforeKeep },
        sequences: input.sequences,
        views,
        provider: run.provider,
        memory: run.memory,
        computeDtype: activationDtype(run, sequencesOf(run.activations!)),
        // The other model's activations are needed again by whoever goes on; only one side's pass can be skipped.
        resume: side === 'model' ? run.resume?.of('all pairs', views.join(' ')) : undefined,
        onProgress: (progress) =>
          run.onProgress?.({ ...progress, phase: side === 'base' ? 'base activations' : progress.phase }),
        signal: run.signal,
        onBlock: ({ block, ...captured }) =>
          onBlock(
            block,
            views.map((view) => unitFeatures(captured[view]!, spec.blocks[block].mlp.units, input.positions)),
          ),
      });
    },
  };
}
