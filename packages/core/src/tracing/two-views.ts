import { phi2vFeatures, rotated } from './phi-2v.ts';
import { streamRotation } from './stream-rotation.ts';
import type { UnitViews } from './unit-views.ts';

/** The two views of phi_2V, computed once for each block; those of the model rotated onto the base's residual stream. */
export const twoViews: UnitViews = {
  name: 'phi_2V',
  metric: 'cosine',
  streams: [
    ['match', 'incoming'],
    ['match', 'outgoing'],
  ],
  async each(run, { side, blocks, onBlock }) {
    const { pool, signal } = run;
    const q = side === 'model' ? await streamRotation(run) : null;
    for (const block of blocks) {
      signal.throwIfAborted();
      const { incoming, outgoing } = await phi2vFeatures({ model: run[side], block, pool, signal });
      await onBlock(
        block,
        q === null ? [incoming, outgoing] : [await rotated(incoming, q), await rotated(outgoing, q)],
      );
    }
  },
};
