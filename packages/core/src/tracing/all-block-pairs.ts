import type { BlockResult, StatisticId } from '../results/index.ts';
import type { BlockPair } from './block-pair.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { compareBlocks } from './compare-blocks.ts';
import { featureStore } from './feature-store.ts';
import type { TraceRun } from './trace-run.ts';
import type { UnitViews } from './unit-views.ts';

/**
 * Every block of the model against every block of the base. Features of each block are made once: the base's are stored
 * (in memory up to `memory.maxBytes`, the rest in temporary files), the model's pass by, one block at a time. Statistics
 * that compare in the same way share the results.
 * @param statistic  whom progress is reported for
 * @returns by block of the model, then by block of the base
 */
export function allBlockPairs(run: TraceRun, views: UnitViews, statistic: StatisticId): Promise<BlockResult[]> {
  return run.once(`all pairs: ${views.name}`, () => compareAll(run, views, statistic));
}

async function compareAll(run: TraceRun, views: UnitViews, statistic: StatisticId): Promise<BlockResult[]> {
  const { blocks, kept, pool, memory, signal } = run;
  const pairs = blocks.model.flatMap((block) => blocks.base.map((baseBlock): BlockPair => ({ block, baseBlock })));
  const finished = run.countOf(statistic, pairs.length, 'pairs');
  const name = `all ${views.name}`;
  const results = pairs.map((pair) => kept.get(name, pair));
  const missing = [...results.entries()].flatMap(([index, result]) => (result === null ? [index] : []));
  for (let i = missing.length; i < pairs.length; i++) finished();
  const wanted = (side: 'base' | 'model') => {
    const key = side === 'base' ? 'baseBlock' : 'block';
    return [...new Set(missing.map((index) => pairs[index][key]))].sort((a, b) => a - b);
  };

  const store = featureStore(memory);
  // While threads match, one more pair is prepared.
  const tasks = boundedTasks(pool.size + 1);
  try {
    if (missing.length === 0) return results as BlockResult[];
    await views.each(run, { side: 'base', blocks: wanted('base'), onBlock: store.put });
    await views.each(run, {
      side: 'model',
      blocks: wanted('model'),
      async onBlock(block, model) {
        for (const index of missing) {
          if (pairs[index].block !== block) continue;
          signal.throwIfAborted();
          await tasks.start(async () => {
            const part = finished.part();
            const base = await store.get(pairs[index].baseBlock);
            const result = await compareBlocks(run, {
              ...{ pair: pairs[index], views, base, model },
              onShare: part,
            });
            results[index] = result;
            await kept.keep(name, result);
            part(1);
          });
        }
      },
      async beforeKeep() {
        await tasks.drain();
        await kept.flush();
      },
    });
    await tasks.drain();
    return results as BlockResult[];
  } finally {
    await tasks.drain().catch(() => undefined); // none may read a file that is closed
    await store.close();
  }
}
