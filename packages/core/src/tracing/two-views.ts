import { phi2vFeatures } from './phi-2v.ts';
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
    const rotation = side === 'model' ? await streamRotation(run) : undefined;
    const { incoming, outgoing } = await phi2vFeatures({ model: run[side], block, rotation, pool, signal });
    return [incoming, outgoing];
  },
});
