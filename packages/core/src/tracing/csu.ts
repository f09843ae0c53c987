import type { BlockResult } from '../results/index.ts';
import { blockResult } from './block-result.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { matchUnits } from './match-units.ts';
import { incomingWeights } from './mlp-weights.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * phi_U (arXiv 2502.12292, section 3): for each block, match the rows of the MLP's up projections by cosine and ask whether
 * the matching follows the identity. Reads only those matrices.
 */
export async function csu({ base, model, pairs, seed, pool, kept, onBlock, signal }: TraceRun): Promise<BlockResult[]> {
  const results: BlockResult[] = [];
  const tasks = boundedTasks(pool.size + 1); // one more than threads: the next block is read while they work
  for (const [index, pair] of pairs.entries()) {
    signal?.throwIfAborted();
    const before = kept.get('csu', pair);
    if (before !== null) {
      results[index] = before;
      onBlock('csu');
      continue;
    }
    await tasks.start(async () => {
      const [a, b] = await Promise.all([incomingWeights(base, pair.baseBlock), incomingWeights(model, pair.block)]);
      const random = seededRandom(seed, 'csu', pair.block);
      const matching = await matchUnits({ a, b, metric: 'cosine', pool, random, signal });
      results[index] = blockResult(pair, matching, null);
      await kept.keep('csu', results[index]);
      onBlock('csu');
    });
  }
  await tasks.drain();
  return results;
}
