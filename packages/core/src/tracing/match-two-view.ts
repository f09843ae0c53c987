import type { BlockResult } from '../results/index.ts';
import { alignResidualStreams } from './align-residual-streams.ts';
import { blockResult } from './block-result.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { matchUnits, type UnitFeatures } from './match-units.ts';
import { phi2vFeatures, rotated } from './phi-2v.ts';
import { seededRandom } from './seeded-random.ts';
import type { TraceRun } from './trace-run.ts';

/**
 * phi_2V, the `match` of MLPs without a gate: match the units twice, by what comes in and by the unpredicted part of what
 * goes out, each after rotating the model's residual stream onto the base's, and ask whether the two matchings agree.
 */
export async function matchTwoView(run: TraceRun): Promise<BlockResult[]> {
  const { base, model, pairs, seed, pool, kept, countOf, signal } = run;
  const finished = countOf('match', pairs.length);
  const before = pairs.map((pair) => kept.get('match', pair));
  if (before.every((result) => result !== null)) {
    for (const _ of before) finished();
    return before;
  }
  const q = await alignResidualStreams({ a: base, b: model, signal });
  const results: BlockResult[] = [];
  const tasks = boundedTasks(2); // each block keeps two threads busy for a while; more only costs memory
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    const known = before[index];
    if (known !== null) {
      results[index] = known;
      finished();
      continue;
    }
    await tasks.start(async () => {
      const [a, b] = await Promise.all([
        phi2vFeatures({ model: base, block: pair.baseBlock, pool, signal }),
        phi2vFeatures({ model, block: pair.block, pool, signal }),
      ]);
      const match = async (view: 'incoming' | 'outgoing', ours: UnitFeatures, theirs: UnitFeatures) => {
        const random = seededRandom(seed, 'match', view, pair.block);
        return matchUnits({ a: ours, b: await rotated(theirs, q), metric: 'cosine', pool, random, signal });
      };
      const [first, second] = await Promise.all([
        match('incoming', a.incoming, b.incoming),
        match('outgoing', a.outgoing, b.outgoing),
      ]);
      results[index] = blockResult(pair, first, second);
      await kept.keep('match', results[index]);
      finished();
    });
  }
  await tasks.drain();
  return results;
}
