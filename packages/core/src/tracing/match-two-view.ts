import type { BlockResult, Controls } from '../results/index.ts';
import { blockResult } from './block-result.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { controlBlocks } from './controls/control-blocks.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { matchUnits } from './match-units.ts';
import { phi2vFeatures, rotated } from './phi-2v.ts';
import { seededRandom } from './seeded-random.ts';
import { streamRotation } from './stream-rotation.ts';
import type { TraceRun } from './trace-run.ts';
import { twoViews } from './two-views.ts';

/**
 * phi_2V, the `match` of MLPs without a gate: match the units twice, by what comes in and by the unpredicted part of what
 * goes out, each after rotating the model's residual stream onto the base's, and ask whether the two matchings agree.
 */
export async function matchTwoView(run: TraceRun): Promise<{ blocks: BlockResult[]; controls: Controls | null }> {
  const { base, model, pairs, seed, pool, kept, countOf, signal } = run;
  const finished = countOf('match', pairs.length);
  const controls = controlBlocks(run, twoViews, 'phi_2V controls');
  const before = pairs.map((pair) => kept.get('match', pair));
  const isFinished = (index: number) => before[index] !== null && !controls.needs(pairs[index]);
  const outcome = (blocks: BlockResult[]) => ({
    blocks,
    controls: summarizeControls(controls.results(), crosswiseControls),
  });
  if (pairs.every((_, index) => isFinished(index))) {
    for (const _ of pairs) finished();
    return outcome(before as BlockResult[]);
  }
  const q = await streamRotation(run);
  const results: BlockResult[] = [];
  const tasks = boundedTasks(2); // each block keeps two threads busy for a while; more only costs memory
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    const known = before[index];
    if (known !== null) results[index] = known;
    if (isFinished(index)) {
      finished();
      continue;
    }
    await tasks.start(async () => {
      const [a, b] = await Promise.all([
        phi2vFeatures({ model: base, block: pair.baseBlock, pool, signal }),
        phi2vFeatures({ model, block: pair.block, pool, signal }),
      ]);
      const theirs = { incoming: await rotated(b.incoming, q), outgoing: await rotated(b.outgoing, q) };
      const match = (view: 'incoming' | 'outgoing') => {
        const random = seededRandom(seed, 'match', view, pair.block);
        return matchUnits({ a: a[view], b: theirs[view], metric: 'cosine', pool, random, signal });
      };
      if (known === null) {
        const [first, second] = await Promise.all([match('incoming'), match('outgoing')]);
        results[index] = blockResult(pair, first, second);
        await kept.keep('match', results[index]);
      }
      await controls.arrive(pair, [a.incoming, a.outgoing], [theirs.incoming, theirs.outgoing]);
      finished();
    });
  }
  await tasks.drain();
  return outcome(results);
}
