import type { EngineProgress, HiddenMemory, Provider, Resume } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import type { BlockResult, StatisticId, TraceResult } from '../results/index.ts';
import { createThreadPool, type ThreadPool } from '../threads/index.ts';
import { findNonFinite } from '../weights/index.ts';
import { activationStatistics } from './activation-statistics.ts';
import { type AdmitPairOptions, admitPair } from './admit-pair.ts';
import { csu } from './csu.ts';
import { describeTokens } from './describe-tokens.ts';
import { keptBlocks } from './kept-blocks.ts';
import { matchTwoView } from './match-two-view.ts';
import type { MatchMetric } from './match-units.ts';
import { checkSharedVocabulary } from './shared-vocabulary.ts';
import { statisticResult } from './statistic-result.ts';
import { type StatisticVariant, statisticVariants } from './statistics.ts';
import type { TraceRun } from './trace-run.ts';
import type { TracedModel } from './traced-model.ts';
import { uniformTokenIds } from './uniform-token-ids.ts';
import { overallVerdict, overallVerdictRule } from './verdict.ts';

export const allStatistics: readonly StatisticId[] = ['csu', 'csh', 'match'];

export interface TraceOptions extends Omit<AdmitPairOptions, 'statistics'> {
  statistics?: readonly StatisticId[];
  /** Token ids for activations, each sequence from position 0; seeded uniform random ids when absent. */
  tokens?: readonly Int32Array[];
  /** Seed of random token ids and of tie breaking. */
  seed?: number;
  matchMetric?: MatchMetric;
  thresholdLog10P?: number;
  provider: Provider;
  /** How much of the hidden states of each model may be in memory. */
  memory?: HiddenMemory;
  /** Threads to compute on; a caller that traces often keeps them warm. Default: threads of its own. */
  pool?: ThreadPool;
  onProgress?: (progress: EngineProgress) => void;
  /** The place of the two models and of the code; what is finished is kept there and may be found. Default nowhere. */
  resume?: Resume;
  signal?: AbortSignal;
}

/** A trace without its provenance. */
export interface TraceOutcome extends Pick<TraceResult, 'statistics' | 'verdict' | 'verdictRule'> {
  vocabulary: TraceResult['protocol']['vocabulary'];
  activations: TraceResult['protocol']['activations'];
  seed: number;
}

/**
 * Tests whether `model` and `base` are independent, by the statistics asked for (default all).
 * @throws TRACE_* when the pair is inadmissible, WEIGHTS_NON_FINITE, and what reading and running models throws
 */
export async function trace(options: TraceOptions): Promise<TraceOutcome> {
  const {
    model,
    base,
    statistics = allStatistics,
    seed = 0,
    matchMetric = 'cosine',
    thresholdLog10P,
    onProgress,
  } = options;
  const pairs = admitPair({ ...options, statistics });
  const gated = model.spec.blocks[pairs[0].block].mlp.kind === 'gated';
  const wants = (statistic: StatisticId) => statistics.includes(statistic);
  const activationMatch = wants('match') && gated;
  const twoView = wants('match') && !gated;
  const needsTokens = wants('csh') || activationMatch;
  const vocabulary = await vocabularyCheck({
    model,
    base,
    needed: needsTokens || twoView,
    embeddings: twoView,
    tokens: options.tokens,
  });
  const sequences = needsTokens ? (options.tokens ?? defaultTokens(model, base, seed)) : null;

  const done = new Map<StatisticId, number>();
  const pool = options.pool ?? createThreadPool();
  const resume = options.resume?.of(
    ...['trace', JSON.stringify([pairs, seed, matchMetric])],
    JSON.stringify(
      sequences && [describeTokens(sequences, null), sequences.map(({ length }) => length), options.provider],
    ),
  );
  const failed = new AbortController(); // what is under way elsewhere stops with the first failure
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const run: TraceRun = {
    base,
    model,
    pairs,
    metric: matchMetric,
    seed,
    pool,
    kept: await keptBlocks(resume?.of('blocks')),
    signal,
    onBlock(statistic) {
      done.set(statistic, (done.get(statistic) ?? 0) + 1);
      onProgress?.({ phase: statistic, done: done.get(statistic)!, total: pairs.length, unit: 'blocks' });
    },
  };
  const results: Partial<Record<StatisticId, { variant: StatisticVariant; blocks: BlockResult[] }>> = {};
  try {
    if (wants('csu')) results.csu = { variant: statisticVariants.phiU, blocks: await csu(run) };
    if (sequences !== null) {
      const { csh, match } = await activationStatistics(run, {
        sequences,
        csh: wants('csh'),
        match: activationMatch,
        provider: options.provider,
        memory: options.memory,
        resume,
        onProgress,
      });
      if (csh !== null) results.csh = { variant: statisticVariants.phiH, blocks: csh };
      if (match !== null) results.match = { variant: statisticVariants.phiMatch, blocks: match };
    }
    if (twoView) results.match = { variant: statisticVariants.phi2v, blocks: await matchTwoView(run) };
  } catch (error) {
    failed.abort();
    throw await explained(error, [base, model]);
  } finally {
    if (options.pool === undefined) await pool.close();
  }

  const combined = statistics.map((statistic) =>
    statisticResult({
      ...results[statistic]!,
      metric: results[statistic]!.variant.variant === 'phi_MATCH' ? matchMetric : 'cosine',
      thresholdLog10P,
    }),
  );
  return {
    statistics: combined,
    verdict: overallVerdict(combined.map((result) => result.verdict)),
    verdictRule: overallVerdictRule,
    vocabulary,
    activations: sequences === null ? null : describeTokens(sequences, options.tokens === undefined ? seed : null),
    seed,
  };
}

function defaultTokens(model: TracedModel, base: TracedModel, seed: number): Int32Array[] {
  return uniformTokenIds({
    vocabSize: model.spec.vocabSize,
    contextLength: Math.min(model.spec.contextLength, base.spec.contextLength),
    seed,
  });
}

async function vocabularyCheck(options: {
  model: TracedModel;
  base: TracedModel;
  needed: boolean;
  embeddings: boolean;
  tokens: readonly Int32Array[] | undefined;
}): Promise<TraceOutcome['vocabulary']> {
  if (!options.needed) return null;
  // Whoever names the token ids says what they mean; rows of embeddings are compared whatever the tokens.
  if (options.tokens !== undefined && !options.embeddings) return 'token-file';
  return checkSharedVocabulary(options.model, options.base);
}

/** NaN or infinity met in a statistic comes from the weights more often than not: says which tensor. */
async function explained(error: unknown, models: readonly TracedModel[]): Promise<unknown> {
  if (!(error instanceof ModelTraceError) || error.code !== 'STATS_NON_FINITE') return error;
  for (const { source, checkpoint } of models) {
    const found = await findNonFinite(checkpoint, [...checkpoint.tensors.keys()]);
    if (found !== null) {
      return new ModelTraceError('WEIGHTS_NON_FINITE', `${source.id}: tensor ${found} contains NaN or infinity`, {
        cause: error,
      });
    }
  }
  return error;
}
