import type { BlockResult, Controls } from '../results/index.ts';
import { boundedTasks } from './bounded-tasks.ts';
import { compareBlocks } from './compare-blocks.ts';
import { controlBlocks } from './controls/control-blocks.ts';
import { crosswiseControls, summarizeControls } from './controls/summarize-controls.ts';
import { withCopies } from './copied-blocks.ts';
import type { TraceRun } from './trace-run.ts';
import type { BlockViews } from './views-of-blocks.ts';

/** Blocks at a time: each keeps two threads busy for a while; more only costs memory. */
const abreast = 2;

/**
 * The `match` of MLPs without a gate: match the units twice, by two views of their weights in the coordinates of the base's
 * residual stream, and ask whether the two matchings agree.
 */
export async function matchTwoView(
  run: TraceRun,
  views: BlockViews,
): Promise<{ blocks: BlockResult[]; controls: Controls | null }> {
  const { pairs, kept, countOf, signal } = run;
  const finished = countOf('match', pairs.length);
  const name = `match ${views.name}`;
  const controls = controlBlocks(run, views, `${name} controls`);
  const results = pairs.map((pair) => kept.get(name, pair));
  const threads = Math.max(1, Math.floor(run.pool.size / abreast));
  const tasks = boundedTasks(abreast);
  for (const [index, pair] of pairs.entries()) {
    signal.throwIfAborted();
    if (results[index] !== null && !controls.needs(pair)) {
      finished();
      continue;
    }
    await tasks.start(async () => {
      const part = finished.part();
      const [base, model] = await Promise.all([
        views.of(run, 'base', pair.baseBlock),
        views.of(run, 'model', pair.block),
      ]);
      if (results[index] === null) {
        const result = await compareBlocks(run, {
          ...{ pair, views, base, model, threads },
          ...{ matchings: run.matchings, onShare: part },
        });
        results[index] = result;
        await kept.keep(name, result);
      }
      await controls.arrive(pair, base, model);
      part(1);
    });
  }
  await tasks.drain();
  const compared = await withCopies(run, { blocks: results as BlockResult[], controls: controls.results() });
  return { blocks: compared.blocks, controls: summarizeControls(compared.controls, crosswiseControls) };
}
