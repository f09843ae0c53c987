import type { EngineProgress, HiddenMemory, Provider, Resume } from '../engine/index.ts';
import { ModelTraceError } from '../errors.ts';
import {
  type Align,
  type AlignmentResult,
  defaultControls,
  defaultStatistics,
  type MatchMetric,
  type MatchVariant,
  type StatisticId,
  type TracedChoices,
  type TraceResult,
} from '../results/index.ts';
import { createThreadPool, type ThreadPool } from '../threads/index.ts';
import { findNonFinite } from '../weights/index.ts';
import { activationInput } from './activation-input.ts';
import { comparedBlocks, type NamedBlocks, sameDepth } from './admit-pair.ts';
import type { Alignment } from './alignment/align-models.ts';
import { alignmentResult } from './alignment/alignment-result.ts';
import { createTraceRun } from './create-trace-run.ts';
import { describeTokens } from './describe-tokens.ts';
import { findVocabulary } from './find-vocabulary.ts';
import { keptBlocks } from './kept-blocks.ts';
import { passageSequences } from './output-sequences.ts';
import { seededRelabellings } from './relabelling/relabellings.ts';
import { requireChoices } from './require-choices.ts';
import { checkSharedVocabulary } from './shared-vocabulary.ts';
import type { StatisticGroup, StatisticOutcome } from './statistic.ts';
import type { StatisticNeeds } from './statistic-needs.ts';
import { statistics as registry } from './statistics.ts';
import { sequencesOf, tracePrecision } from './trace-dtype.ts';
import type { TracedModel } from './traced-model.ts';
import { overallVerdict, overallVerdictRule } from './verdict.ts';

export interface TraceOptions {
  model: TracedModel;
  base: TracedModel;
  /** Default csu, csh, match. */
  statistics?: readonly StatisticId[];
  blocks?: NamedBlocks;
  /** Token ids for activations, each sequence from position 0; seeded uniform random ids when absent. */
  tokens?: readonly Int32Array[];
  /** Text for activations, where no token ids are given: compared where both tokenizations end at the same character. */
  text?: string;
  /** Seed of random token ids and of tie breaking. */
  seed?: number;
  matchMetric?: MatchMetric;
  /** The form of match for MLPs without a gate, to be picked beforehand; default phi_2V. */
  matchVariant?: MatchVariant;
  thresholdLog10P?: number;
  /** T of permutation tests, at most `maxPermutations`; 0: none. */
  permutations?: number;
  /** Pairs of other blocks that csu, csh and match look at as negative controls, at most; 0: none. Default `defaultControls`. */
  controls?: number;
  /** Whether results of blocks list their matchings. Default not. */
  matchings?: boolean;
  /** Whether and how the model is aligned with the base, and statistics taken again. Default none. */
  align?: Align;
  /** Gets the alignment while the models are open. */
  onAligned?: (alignment: Alignment) => Promise<void>;
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
export interface TraceOutcome extends Pick<TraceResult, StatisticGroup | 'alignment' | 'verdict' | 'verdictRule'> {
  protocol: Pick<
    TraceResult['protocol'],
    'vocabulary' | 'activations' | 'seed' | 'outputs' | 'choices' | 'provider' | 'computeDtype'
  >;
}

/**
 * Tests whether `model` and `base` are independent, by the statistics asked for.
 * @throws TRACE_* when the pair is inadmissible, WEIGHTS_NON_FINITE, and what reading and running models throws
 */
export async function trace(options: TraceOptions): Promise<TraceOutcome> {
  const {
    model,
    base,
    statistics = defaultStatistics,
    seed = 0,
    matchMetric = 'cosine',
    blocks,
    permutations = 0,
    matchings = false,
    align = 'none',
  } = options;
  const { pairs, isNamed, needs } = requireChoices(
    { model, base },
    {
      ...{ statistics, align },
      trace: { blocks: blocks?.map((pair) => [...pair]), matchVariant: options.matchVariant },
    },
  );
  const vocabulary = await vocabularyCheck({ model, base, needs, tokens: options.tokens, text: options.text });
  const { tokens, text } = options;
  const activations = needs.tokens
    ? await activationInput({ pair: { model, base }, tokens, text, vocabulary, seed })
    : null;

  const outputSequences = needs.outputs ? await sequencesToPredict(options) : null;

  const pool = options.pool ?? createThreadPool();
  const failed = new AbortController(); // what is under way elsewhere stops with the first failure
  const resume = options.resume?.of(
    ...['trace', JSON.stringify([pairs, seed, matchMetric, matchings])],
    JSON.stringify(
      activations && [
        activations.description,
        activations.model.sequences.map(({ length }) => length),
        activations.base.sequences.map(({ length }) => length),
        options.provider,
      ],
    ),
  );
  const outcomes = new Map<StatisticId, StatisticOutcome>();
  let aligned: AlignmentResult | null = null;
  try {
    const run = createTraceRun({
      ...options,
      ...{
        statistics: new Set(statistics),
        pairs,
        activations,
        vocabulary,
        outputSequences,
        seed,
        metric: matchMetric,
        pool,
        resume,
      },
      ...{ permutations, matchings, untestable: null, controls: options.controls ?? defaultControls },
      relabellings: seededRelabellings({ spec: model.spec, seed, count: permutations, residual: true }),
      isSearched: !isNamed && !sameDepth({ model, base }),
      blocks: comparedBlocks({ model, base }, isNamed ? pairs : null),
      kept: await keptBlocks(resume?.of('blocks')),
      signal: options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal,
    });
    for (const { id, run: compute } of Object.values(registry)) {
      if (run.statistics.has(id)) outcomes.set(id, await compute(run));
    }
    if (align !== 'none') {
      const { result, alignment } = await alignmentResult(run, { align, registry });
      aligned = result;
      await options.onAligned?.(alignment);
    }
  } catch (error) {
    failed.abort();
    throw await explained(error, [base, model]);
  } finally {
    if (options.pool === undefined) await pool.close();
  }

  const inOrder = statistics.map((id) => outcomes.get(id)!);
  const verdict = overallVerdict(inOrder.flatMap(({ result }) => ('verdict' in result ? [result.verdict] : [])));
  return {
    ...{ verdict, verdictRule: overallVerdictRule(verdict) },
    ...grouped(inOrder),
    ...(aligned !== null && { alignment: aligned }),
    protocol: {
      ...tracePrecision(
        { model, base },
        { sequences: activations && sequencesOf(activations), provider: options.provider },
      ),
      seed,
      choices: tracedChoices(options),
      vocabulary,
      activations: activations?.description ?? null,
      ...(outputSequences !== null && { outputs: describeOutputs(outputSequences, options.tokens === undefined) }),
    },
  };
}

const tracedChoices = (options: TraceOptions): TracedChoices => ({
  controls: options.controls ?? defaultControls,
  matchMetric: options.matchMetric ?? 'cosine',
  matchVariant: options.matchVariant ?? null,
  blocks: options.blocks?.map(([baseBlock, block]) => [baseBlock, block]) ?? null,
  thresholdLog10P: options.thresholdLog10P ?? null,
});

/** `statistics` is there even when it is empty: readers of results before there were other groups expect it. */
function grouped(outcomes: readonly StatisticOutcome[]): Pick<TraceOutcome, StatisticGroup> {
  const groups: Partial<Record<StatisticGroup, unknown[]>> = { statistics: [] };
  for (const { group, result } of outcomes) {
    groups[group] ??= [];
    groups[group].push(result);
  }
  return groups as Pick<TraceOutcome, StatisticGroup>; // StatisticOutcome says what each list holds
}

/** @throws TEXT_EMPTY when no token is predicted */
async function sequencesToPredict({ model, base, tokens }: TraceOptions): Promise<Int32Array[]> {
  const sequences = tokens ?? (await passageSequences(model, base));
  const predicted = sequences.filter(({ length }) => length > 1);
  if (predicted.length > 0) return predicted;
  throw new ModelTraceError('TEXT_EMPTY', 'No sequence has a token that is predicted from one before it');
}

function describeOutputs(
  sequences: readonly Int32Array[],
  isPassage: boolean,
): NonNullable<TraceResult['protocol']['outputs']> {
  const { seed: _seed, ...described } = describeTokens(sequences, null)!;
  return { ...described, source: isPassage ? 'passage' : 'tokens' };
}

async function vocabularyCheck(options: {
  model: TracedModel;
  base: TracedModel;
  needs: StatisticNeeds;
  tokens: readonly Int32Array[] | undefined;
  text: string | undefined;
}): Promise<TraceResult['protocol']['vocabulary']> {
  const { tokens, vocabulary, outputs } = options.needs;
  if (!tokens && !vocabulary) return null;
  // What models predict is compared id by id.
  if (outputs) return checkSharedVocabulary(options.model, options.base);
  // Whoever names the token ids says what they mean; rows of embeddings are compared whatever the tokens.
  if (options.tokens !== undefined && !vocabulary) return 'token-file';
  // Of a text both models' own tokens are compared by where they end.
  if (options.text !== undefined && !vocabulary) return 'text';
  return findVocabulary(options);
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
