import type { EngineProgress, HiddenMemory, Provider } from '../../engine/index.ts';
import { ModelTraceError } from '../../errors.ts';
import type { CalibratedStatistic, StatisticResult } from '../../results/index.ts';
import type { ThreadPool } from '../../threads/index.ts';
import { trace } from '../trace.ts';
import { overallPrecision, type StatedPrecision } from '../trace-dtype.ts';
import type { TracedModel } from '../traced-model.ts';
import { independentPairs } from './independent-pairs.ts';
import { type NullSummary, nullSummary } from './null-summary.ts';

/** A pair of blocks of two independent models. */
export interface CalibratedBlocks {
  a: string;
  b: string;
  blockOfA: number;
  blockOfB: number;
  log10PValue: number;
  rho: number;
  agreeing: number;
  units: number;
}

export interface Calibration {
  statistic: CalibratedStatistic;
  variant: string;
  models: string[];
  related: string[][];
  seed: number;
  /** Fisher's combination over blocks of the same depth, for each pair of models. */
  pairs: { a: string; b: string; log10PValue: number }[];
  /** Pairs that this statistic does not apply to, and why. */
  skipped: { a: string; b: string; code: string; reason: string }[];
  blocks: CalibratedBlocks[];
  /** Over pairs of blocks of the same depth, of other depths (i != j; null for models of one block), and both. */
  summary: { sameDepth: NullSummary; otherDepth: NullSummary | null; all: NullSummary };
}

export interface CalibrateOptions {
  models: readonly { name: string; model: TracedModel }[];
  /** Groups of models that are not independent of each other. */
  related?: readonly (readonly string[])[];
  statistic: CalibratedStatistic;
  seed?: number;
  provider: Provider;
  memory?: HiddenMemory;
  pool: ThreadPool;
  onProgress?: (progress: EngineProgress) => void;
  signal?: AbortSignal;
}

/**
 * Runs one statistic over every pair of blocks of every pair of models that are independent by construction. Each pair of
 * models is traced once for each shift s of depth, block i of the one with fewer blocks and i + s of the other (mod its number):
 * every pair of blocks, none twice in one trace.
 * @returns the calibration, and the precision of all its traces
 * @throws CALIBRATION_MODELS_INVALID when no pair can be traced, or pairs are traced by different variants; what trace throws
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibration & { precision: StatedPrecision }> {
  const { models, related = [], statistic, seed = 0, provider, memory, pool, onProgress, signal } = options;
  const names = models.map(({ name }) => name);
  const candidates = independentPairs(names, related);
  const byName = new Map(models.map(({ name, model }) => [name, model]));
  const skipped: Calibration['skipped'] = [];
  const pairs: Calibration['pairs'] = [];
  const blocks: CalibratedBlocks[] = [];
  const variants = new Set<string>();
  const precisions: StatedPrecision[] = [];
  const blocksOf = (name: string) => byName.get(name)!.spec.blocks.length;
  const total = candidates.reduce((sum, [a, b]) => sum + blocksOf(a) * blocksOf(b), 0);
  let done = 0;
  const report = (more: number) => {
    done += more;
    onProgress?.({ phase: 'calibrate', done, total, unit: 'blocks' });
  };
  for (const [a, b] of candidates) {
    const [base, model] = [byName.get(a)!, byName.get(b)!];
    try {
      for (const [shift, named] of shiftedBlocks(blocksOf(a), blocksOf(b)).entries()) {
        const traced = await trace({
          ...{ model, base, statistics: [statistic], provider, memory, pool, seed, signal },
          // Never searched for: the pairs found would be those with the smallest p-values. All are run: no controls.
          ...{ blocks: named, controls: 0 },
        });
        const [result] = traced.statistics;
        variants.add(result.variant);
        precisions.push(traced.protocol);
        if (shift === 0) pairs.push({ a, b, log10PValue: result.log10PValue });
        blocks.push(...result.blocks.map((block) => calibratedBlocks({ a, b, block })));
        report(named.length);
      }
    } catch (error) {
      if (!(error instanceof ModelTraceError) || !inadmissible.has(error.code)) throw error;
      const reason = error.message.replaceAll(base.source.id, a).replaceAll(model.source.id, b);
      skipped.push({ a, b, code: error.code, reason });
      report(blocksOf(a) * blocksOf(b)); // it is refused before the first block
    }
  }
  if (blocks.length === 0)
    throw new ModelTraceError(
      'CALIBRATION_MODELS_INVALID',
      `No pair of the models can be traced by ${statistic}: ${skipped[0].reason}`,
    );
  if (variants.size > 1)
    throw new ModelTraceError(
      'CALIBRATION_MODELS_INVALID',
      `These models are traced by ${[...variants].join(' and ')}, which have each their own null distribution`,
      { fix: 'Calibrate models with a gate and models without one separately' },
    );
  return {
    ...{ statistic, variant: [...variants][0], models: names, related: related.map((group) => [...group]), seed },
    ...{ pairs, skipped, blocks, summary: summaries(blocks) },
    precision: overallPrecision(precisions),
  };
}

/** A pair to which the statistic does not apply is no evidence; any other failure is one. */
const inadmissible = new Set<string>([
  'TRACE_HIDDEN_SIZE_MISMATCH',
  'TRACE_UNITS_MISMATCH',
  'TRACE_VOCABULARY_MISMATCH',
  'TRACE_MLP_KIND_MISMATCH',
]);

/** All pairs of blocks, [of a, of b], as lists in which no block comes twice; the first are those of the same depth. */
function shiftedBlocks(ofA: number, ofB: number): [number, number][][] {
  const [few, many] = [Math.min(ofA, ofB), Math.max(ofA, ofB)];
  return Array.from({ length: many }, (_, shift) =>
    Array.from({ length: few }, (_, i): [number, number] => {
      const other = (i + shift) % many;
      return ofA <= ofB ? [i, other] : [other, i];
    }),
  );
}

function calibratedBlocks(options: {
  a: string;
  b: string;
  block: StatisticResult['blocks'][number];
}): CalibratedBlocks {
  const { a, b, block } = options;
  const { log10PValue, rho, agreeing, units } = block;
  return { a, b, blockOfA: block.baseBlock, blockOfB: block.block, log10PValue, rho, agreeing, units };
}

function summaries(blocks: readonly CalibratedBlocks[]): Calibration['summary'] {
  const clusters = [...new Set(blocks.map(({ a, b }) => JSON.stringify([a, b])))];
  const of = (some: readonly CalibratedBlocks[]) =>
    nullSummary(some.map((one) => ({ ...one, cluster: clusters.indexOf(JSON.stringify([one.a, one.b])) })));
  const same = blocks.filter(({ blockOfA, blockOfB }) => blockOfA === blockOfB);
  const other = blocks.filter(({ blockOfA, blockOfB }) => blockOfA !== blockOfB);
  return { sameDepth: of(same), otherDepth: other.length === 0 ? null : of(other), all: of(blocks) };
}
