import type { MatchMetric } from '../results/index.ts';
import type { ComparedFeatures } from './match-units.ts';
import type { TraceRun } from './trace-run.ts';

/** How hidden units are described for a comparison: by one view of each, or by two that are matched separately. */
export interface UnitViews {
  /** Under which results of single pairs are kept. */
  readonly name: string;
  readonly metric: MatchMetric;
  /** What the tie breaking of each view is drawn for: one for each view. */
  readonly streams: readonly (readonly string[])[];
  /**
   * Hands out the views of some blocks of one model, in ascending order and in the coordinates of the base. The next block
   * waits for `onBlock`; its arrays are the receiver's.
   */
  each(run: TraceRun, wanted: ViewsWanted): Promise<void>;
}

export interface ViewsWanted {
  readonly side: 'base' | 'model';
  readonly blocks: readonly number[];
  readonly onBlock: (block: number, views: readonly ComparedFeatures[]) => Promise<void>;
  /** Awaited before a pass notes that it is beyond a block: what came of that block is kept then. */
  readonly beforeKeep?: () => Promise<void>;
}
