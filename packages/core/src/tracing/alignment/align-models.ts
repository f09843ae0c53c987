import type { Align, AlignmentResult } from '../../results/index.ts';
import { relabelledModel } from '../relabelling/relabelled-model.ts';
import { compose, type Relabelling } from '../relabelling/relabelling.ts';
import type { TraceRun } from '../trace-run.ts';
import type { TracedModel } from '../traced-model.ts';
import { foldedModel } from './folded-model.ts';
import { matchHiddenUnits } from './match-hidden-units.ts';
import { matchRotation, matchStream } from './match-stream.ts';

/** Two models after a step of alignment: their parameters at one place are to be compared. */
export interface AlignedModels {
  readonly after: 'residual' | 'units';
  /** The base itself, or, beside a rotated model, with its norms folded. */
  readonly base: TracedModel;
  readonly model: TracedModel;
}

export interface Alignment {
  readonly steps: readonly AlignedModels[];
  readonly found: Pick<AlignmentResult, 'residual' | 'units'>;
  /** What was renamed; a rotation is not among it. */
  readonly relabelling: Relabelling;
  /** [d, d] row-major; null where the stream was not rotated. */
  readonly rotation: Float64Array | null;
}

/**
 * Brings the coordinates of the model into the order of those of the base, as views: first the residual stream, by the token
 * embeddings, then the hidden units of each block, by all their weights.
 * @param runOn  makes the run for two other models
 * @throws TRACE_ALIGNMENT_UNSUPPORTED, TRACE_HIDDEN_SIZE_MISMATCH, TRACE_VOCABULARY_MISMATCH, TRACE_MLP_UNSUPPORTED
 */
export async function alignModels(
  run: TraceRun,
  {
    align,
    runOn,
  }: { align: Exclude<Align, 'none'>; runOn: (models: Pick<AlignedModels, 'base' | 'model'>) => TraceRun },
): Promise<Alignment> {
  let { base, model } = run;
  const none = model.spec.blocks.map(() => null);
  let relabelling: Relabelling = { residual: null, units: none };
  let rotation: Float64Array | null = null;
  let residual: AlignmentResult['residual'] = null;
  let units: AlignmentResult['units'] = [];
  const steps: AlignedModels[] = [];
  if (align === 'residual' || align === 'both') {
    const { order, cosine, tieGap } = await matchStream(run);
    relabelling = { residual: order, units: none };
    model = relabelledModel(model, relabelling);
    residual = { kind: 'permutation', coordinates: order.length, moved: movedBy(order), cosine, tieGap };
    steps.push({ after: 'residual', base, model });
  }
  if (align === 'procrustes') {
    rotation = await matchRotation(run);
    [base, model] = [await foldedModel(base, null), await foldedModel(model, rotation)];
    const d = model.spec.hiddenSize;
    const diagonal = Array.from({ length: d }, (_, i) => rotation![i * d + i]);
    residual = { kind: 'rotation', coordinates: d, trace: diagonal.reduce((sum, value) => sum + value, 0) / d };
    steps.push({ after: 'residual', base, model });
  }
  if (align !== 'residual') {
    const matchings = await matchHiddenUnits(runOn({ base, model }));
    const orders: (Int32Array | null)[] = [...none];
    for (const { block, order } of matchings) orders[block] = order;
    const renamed = { residual: null, units: orders };
    model = relabelledModel(model, renamed);
    relabelling = compose(relabelling, renamed);
    units = matchings.map(({ block, baseBlock, order, tieGap }) => ({
      ...{ block, baseBlock, units: order.length, moved: movedBy(order), tieGap },
    }));
    steps.push({ after: 'units', base, model });
  }
  return { steps, found: { residual, units }, relabelling, rotation };
}

const movedBy = (order: Int32Array): number => order.filter((from, place) => from !== place).length;
