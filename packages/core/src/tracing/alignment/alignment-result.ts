import type { Align, AlignmentResult, StatisticId } from '../../results/index.ts';
import { createTraceRun } from '../create-trace-run.ts';
import { keptBlocks } from '../kept-blocks.ts';
import { seededRelabellings } from '../relabelling/relabellings.ts';
import type { Statistic } from '../statistic.ts';
import type { TraceRun } from '../trace-run.ts';
import { type AlignedModels, type Alignment, alignModels } from './align-models.ts';

/** What alignment can change. The others are blind to names of coordinates, and are not taken again. */
const changing: readonly StatisticId[] = ['csu', 'csh', 'l2', 'cos', 'mode-connectivity'];

/** Why nothing is a p-value once units are matched. */
const unitsNoPValue =
  'hidden units were put into the order in which they are most alike: that they agree in place follows from the alignment, not from descent';

/**
 * Aligns the model and takes the statistics of the trace that alignment can change again after each step. Which p-values stay:
 *
 * - after the stream alone: csu, csh (exact) and permutation tests that relabel hidden units only. The alignment looks at token
 *   embeddings, never at the order of hidden units, so relabelled units remain exchangeable.
 * - after hidden units: none.
 */
export async function alignmentResult(
  run: TraceRun,
  { align, registry }: { align: Exclude<Align, 'none'>; registry: { readonly [Id in StatisticId]: Statistic } },
): Promise<{ result: AlignmentResult; alignment: Alignment }> {
  const statistics = new Set([...run.statistics].filter((id) => changing.includes(id)));
  const kept = await keptBlocks(undefined);
  const runOn = (models: Pick<AlignedModels, 'base' | 'model'>, choices: Partial<TraceRun> = {}) =>
    createTraceRun({ ...run, ...models, ...choices, statistics, kept, controls: 0, resume: undefined });
  const alignment = await alignModels(run, { align, runOn });
  const stages: AlignmentResult['stages'] = [];
  for (const { after, base, model } of alignment.steps) {
    const { permutations, seed } = run;
    const count = after === 'residual' ? permutations : 0;
    const relabellings = seededRelabellings({ spec: model.spec, seed, count, residual: false });
    const untestable = after === 'units' && permutations > 0 ? `not testable by permutation: ${unitsNoPValue}` : null;
    stages.push(await stageOf(after, { run: runOn({ base, model }, { relabellings, untestable }), registry }));
  }
  return { result: { align, ...alignment.found, stages }, alignment };
}

async function stageOf(
  after: AlignedModels['after'],
  { run, registry }: { run: TraceRun; registry: { readonly [Id in StatisticId]: Statistic } },
): Promise<AlignmentResult['stages'][number]> {
  const stage: AlignmentResult['stages'][number] = { after, statistics: [], agreement: [], distances: [] };
  for (const { id, run: compute } of Object.values(registry)) {
    if (!run.statistics.has(id)) continue;
    const { group, result } = await compute(run);
    if (group === 'distances') stage.distances.push(result);
    if (group !== 'statistics') continue;
    if (after === 'residual') stage.statistics.push(result);
    else {
      const statistic = id as 'csu' | 'csh';
      stage.agreement.push({ statistic, agreeingFraction: result.agreeingFraction, noPValue: unitsNoPValue });
    }
  }
  return stage;
}
