import { phi2vFeatures, rotated } from './phi-2v.ts';
import { streamRotation } from './stream-rotation.ts';
import { viewsOfBlocks } from './views-of-blocks.ts';

/** The two views of phi_2V; those of the model rotated onto the base's residual stream. */
export const twoViews = viewsOfBlocks({
  name: 'phi_2V',
  metric: 'cosine',
  streams: [
    ['match', 'incoming'],
    ['match', 'outgoing'],
  ],
  async of(run, side, block) {
    const { pool, signal } = run;
    const { incoming, outgoing } = await phi2vFeatures({ model: run[side], block, pool, signal });
    if (side === 'base') return [incoming, outgoing];
    const q = await streamRotation(run);
    return [await rotated(incoming, q), await rotated(outgoing, q)];
  },
});
