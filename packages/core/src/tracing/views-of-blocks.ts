import type { ComparedFeatures } from './match-units.ts';
import type { TraceRun } from './trace-run.ts';
import type { UnitViews } from './unit-views.ts';

/** Views that can be made of any block by itself. */
export interface BlockViews extends UnitViews {
  of(run: TraceRun, side: 'base' | 'model', block: number): Promise<readonly ComparedFeatures[]>;
}

export function viewsOfBlocks(views: Omit<BlockViews, 'each'>): BlockViews {
  return {
    ...views,
    async each(run, { side, blocks, onBlock }) {
      for (const block of blocks) {
        run.signal.throwIfAborted();
        await onBlock(block, await views.of(run, side, block));
      }
    },
  };
}
