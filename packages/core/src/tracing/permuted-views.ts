import { assignResidualStreams } from './assign-residual-streams.ts';
import { embeddingRows } from './embedding-rows.ts';
import { foldedWeights } from './folded-weights.ts';
import type { UnitFeatures } from './match-units.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';
import { viewsOfBlocks } from './views-of-blocks.ts';
import { whiten } from './whiten.ts';

/**
 * The two views of phi_2V-perm (design note): whitened incoming and whitened outgoing weights, the coordinates of the model's
 * residual stream assigned one to one to the base's. Survives more noise in the weights than phi_2V, and sees nothing after a
 * rotation.
 */
export const permutedViews = viewsOfBlocks({
  name: 'phi_2V-perm',
  metric: 'cosine',
  streams: [
    ['match', 'incoming'],
    ['match', 'outgoing'],
  ],
  async of(run, side, block) {
    const { wIn, wOut, units, width } = await foldedWeights(run[side], block);
    const order = side === 'model' ? await coordinates(run) : null;
    const view = async (y: Float64Array): Promise<UnitFeatures> => {
      const white = await whiten({ y, rows: units, width, pool: run.pool, signal: run.signal });
      return { data: order === null ? white : reordered(white, order), units, width, layout: 'unit-major' };
    };
    return [await view(wIn), await view(wOut)];
  },
});

const coordinates = (run: TraceRun): Promise<Int32Array> =>
  run.once('assignment of the residual stream', async () => {
    const { base: a, model: b, pool, seed, signal } = run;
    return assignResidualStreams({
      a,
      b,
      rows: await embeddingRows(run),
      pool,
      random: seededRandom(seed, 'residual stream'),
      signal,
    });
  });

/** Column c of the result is column order[c]. */
function reordered(data: Float64Array, order: Int32Array): Float64Array {
  const width = order.length;
  const result = new Float64Array(data.length);
  for (let row = 0; row < data.length; row += width)
    for (let c = 0; c < width; c++) result[row + c] = data[row + order[c]];
  return result;
}
