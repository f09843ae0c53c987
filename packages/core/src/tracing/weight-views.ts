import { incomingWeights } from './mlp-weights.ts';
import type { UnitViews } from './unit-views.ts';

/** Rows of the up projections, the one view of csu. */
export const weightViews: UnitViews = {
  name: 'csu',
  metric: 'cosine',
  streams: [['csu']],
  async each(run, { side, blocks, onBlock }) {
    for (const block of blocks) {
      run.signal.throwIfAborted();
      await onBlock(block, [await incomingWeights(run[side], block)]);
    }
  },
};
