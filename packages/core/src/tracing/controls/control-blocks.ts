import type { BlockResult } from '../../results/index.ts';
import type { BlockPair } from '../block-pair.ts';
import { compareBlocks } from '../compare-blocks.ts';
import type { ComparedFeatures } from '../match-units.ts';
import { seededRandom } from '../seeded-random.ts';
import type { TraceRun } from '../trace-run.ts';
import type { UnitViews } from '../unit-views.ts';
import { drawUnits, featuresOf } from './draw-units.ts';
import { crosswise, planControls } from './plan-controls.ts';

/** The negative controls of one statistic, computed as the features of its blocks pass by. */
export interface ControlBlocks {
  /** Whether blocks of this pair are still needed for a control. */
  needs(pair: BlockPair): boolean;
  /** Takes the features of both blocks of a pair; computes the controls that it completes. The arrays are not kept. */
  arrive(pair: BlockPair, base: readonly ComparedFeatures[], model: readonly ComparedFeatures[]): Promise<void>;
  /** Whether a control is still open between the first `blocks` blocks of one model and those after them. */
  isOpenAt(side: 'base' | 'model', blocks: number): boolean;
  /** Those that are finished, in the order of the plan. */
  results(): BlockResult[];
}

type Features = readonly ComparedFeatures[];

/**
 * Of the block that comes first up to `maxControlUnits` units are drawn and remembered; when the other comes, they are
 * matched with all of its units, as blocks of different widths are.
 * @param name  under which finished ones are kept
 */
export function controlBlocks(
  run: TraceRun,
  views: Pick<UnitViews, 'metric' | 'streams'>,
  name: string,
): ControlBlocks {
  const couples = planControls(run.pairs, { seed: run.seed, count: run.controls });
  const controls = couples.flatMap((couple) =>
    crosswise(couple).map((pair) => ({
      pair,
      couple,
      half: null as { side: 'base' | 'model'; features: Features } | null,
      result: run.kept.get(name, pair),
    })),
  );
  type Control = (typeof controls)[number];

  async function take(control: Control, side: 'base' | 'model', features: Features): Promise<void> {
    if (control.half === null) {
      const random = seededRandom(run.seed, 'control units', name, control.pair.baseBlock, control.pair.block);
      const drawn = drawUnits(features[0].units, random);
      control.half = { side, features: features.map((view) => featuresOf(view, drawn)) };
      return;
    }
    const { features: drawn } = control.half;
    control.half = null;
    const [base, model] = side === 'model' ? [drawn, features] : [features, drawn];
    control.result = await compareBlocks(run, { pair: control.pair, views, base, model });
    await run.kept.keep(name, control.result);
  }

  return {
    needs: (pair) => controls.some(({ couple, result }) => result === null && couple.includes(pair)),
    async arrive(pair, base, model) {
      const wanted = controls.filter(({ couple, result }) => result === null && couple.includes(pair));
      await Promise.all(
        wanted.map((control) =>
          control.pair.block === pair.block ? take(control, 'model', model) : take(control, 'base', base),
        ),
      );
    },
    isOpenAt(side, blocks) {
      const key = side === 'base' ? 'baseBlock' : 'block';
      return controls.some(({ couple, result }) => {
        const [first, second] = couple.map((pair) => pair[key]).sort((a, b) => a - b);
        return result === null && first < blocks && blocks <= second;
      });
    },
    results: () => controls.flatMap(({ result }) => result ?? []),
  };
}
