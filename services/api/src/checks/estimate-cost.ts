import type { ModelSource } from '@model-trace/core/hub';
import { defaultStatistics, type EvaluationRequest, type StatisticId } from '@model-trace/core/results';
import type { EvaluationPace } from '@model-trace/core/storage';
import { type Static, Type } from 'typebox';
import { Nullable } from '../validation/nullable.ts';
import type { CheckContext } from './check-context.ts';
import { sizeOfWeights, storedDtype } from './model-checks.ts';
import type { ModelConfig, Subject } from './subject.ts';

export const CostEstimate = Type.Object(
  {
    readBytes: Nullable(Type.Integer(), { description: 'Weights of all models of the submission; null: not known' }),
    parameters: Nullable(Type.Integer(), { description: 'Of the model, by the size and the dtype of its weights' }),
    tokens: Type.Integer({ description: 'Of the text, at 4 bytes each' }),
    memoryBytes: Nullable(Type.Integer(), {
      description:
        'At the peak: two blocks in float32 (of both models and in float64 for a trace), hidden states of the text, and 200 MB',
    }),
    seconds: Nullable(Type.Number(), {
      description: 'Of computing, once started; downloads and the queue are not in it',
    }),
    basis: Type.Union([Type.Literal('history'), Type.Literal('constants')], {
      description:
        'history: a line through the sizes and durations of the last 50 evaluations with the same tasks on the passage, where there are 10; ' +
        'constants: 15 ns per parameter for the perplexity of the passage, 95 ns for each statistic of a trace that compares blocks one with one, ' +
        'and as often as much as it compares more pairs of blocks (csu-all, match-all, models that differ in depth), 1.5 ns for each draw of a permutation test, ' +
        'and 20 ns for each pass of mode-connectivity, as on two cores',
    }),
  },
  { title: 'CostEstimate' },
);
export type CostEstimate = Static<typeof CostEstimate>;

/**
 * Measured on two cores, by a model of 124 million parameters: 1.8 s for the passage and 11.8 s for csu; of 99 draws of l2 each
 * 0.36 s of one core, of mode-connectivity on 200 tokens each pass 2.6 s of one.
 */
const secondsPerParameter = { perplexity: 15e-9, statistic: 95e-9, draw: 1.5e-9, passOnLine: 20e-9 };
/** Statistics that compare pairs of blocks, and the one of all pairs that shares its comparisons. */
const comparisons: Readonly<Partial<Record<StatisticId, StatisticId>>> = { csu: 'csu-all', match: 'match-all' };

/** Of the curve that mode-connectivity gives, whatever the draws. */
const pointsOnLine = 11;
/** Of the passage, which the constants are measured on. */
const passageTokens = 139;
const bytesPerToken = 4;
const runtimeBytes = 200e6;
/** Hidden states of the text that exist at a time: of two layers, in and out. */
const hiddenStates = 4;

/** What a submission will cost, as far as the files and configs of its models tell. */
export async function estimateCost(
  context: CheckContext,
  { corpusBytes, pace }: { corpusBytes: number | null; pace: EvaluationPace | null },
): Promise<CostEstimate> {
  const { request, model, base } = context;
  const over = context.knownWeightsBase()?.subject ?? null;
  const adapter = request.weightType === 'adapter';
  const whole = over === null ? await sizesOf(model) : await sizesOf(over);
  const baseConfig = (await base?.config().catch(() => null)) ?? null;
  const depth = depthOf(request, {
    model: whole && blockCount(whole.config),
    base: baseConfig && blockCount(baseConfig),
  });
  const others = await Promise.all([
    ...(over === null ? [] : [bytesOf(model, { adapter })]),
    ...(base === null ? [] : [bytesOf(base)]),
  ]);
  const known = whole !== null && others.every((bytes) => bytes !== null);
  const tokens = corpusBytes === null ? passageTokens : Math.ceil(corpusBytes / bytesPerToken);
  const compared = request.perplexity?.compareWithBase === true;
  const parameters = whole?.parameters ?? null;
  const fromPace =
    pace !== null && corpusBytes === null && !compared && parameters !== null && !comparesAll(request, depth)
      ? Math.max(0, pace.seconds + pace.secondsPerParameter * parameters)
      : null;
  const fromConstants =
    parameters === null ? null : parameters * costPerParameter(context, { tokens, compared, depth });
  const seconds = fromPace ?? fromConstants;
  return {
    readBytes: known ? others.reduce((sum: number, bytes) => sum + bytes!, whole.bytes) : null,
    ...{ parameters, tokens },
    memoryBytes: whole && memoryOf(whole, { tokens, traced: request.tasks.includes('trace') }),
    seconds: seconds === null ? null : Math.round(seconds * 10) / 10,
    basis: fromPace === null ? 'constants' : 'history',
  };
}

function costPerParameter(
  { request }: CheckContext,
  { tokens, compared, depth }: { tokens: number; compared: boolean; depth: Depth },
): number {
  const { tasks } = request;
  const perplexity = tasks.includes('perplexity') ? secondsPerParameter.perplexity * (tokens / passageTokens) : 0;
  return perplexity * (compared ? 2 : 1) + (tasks.includes('trace') ? traceCost(request, depth) : 0);
}

/** How many times a pair of blocks is compared for each block of the model. */
interface Depth {
  /** By statistics that compare blocks one with one. */
  inOrder: number;
  /** By statistics of all pairs. */
  all: number;
  /** Whether those that compare one with one have to search among all. */
  isSearched: boolean;
}

/** Models whose configs do not say how deep they are count as equally deep, of one block. */
function depthOf(
  { trace: { blocks } = {} }: EvaluationRequest,
  { model, base }: Record<'model' | 'base', number | null>,
): Depth {
  const ours = model ?? base ?? 1;
  const theirs = base ?? ours;
  const named = blocks?.length;
  const all = (named === undefined ? ours * theirs : named ** 2) / ours;
  const isSearched = named === undefined && ours !== theirs;
  return { inOrder: isSearched ? all : (named ?? ours) / ours, all, isSearched };
}

const comparesAll = ({ tasks, statistics = [] }: EvaluationRequest, { isSearched }: Depth): boolean =>
  tasks.includes('trace') && (isSearched || statistics.some((id) => id === 'csu-all' || id === 'match-all'));

/** Comparisons of all statistics together, in units of one with one; the others count as one each. */
function comparisonsOf(statistics: readonly StatisticId[], { inOrder, all, isSearched }: Depth): number {
  const counts = statistics.map((id) => {
    if (id === 'csu-all' || id === 'match-all') return all;
    const shared = comparisons[id];
    if (isSearched && shared !== undefined && statistics.includes(shared)) return 0;
    return id === 'csu' || id === 'csh' || id === 'match' ? inOrder : 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Alignment takes the statistics again after each of its steps. */
function traceCost({ statistics, permutations = 0, align = 'none' }: EvaluationRequest, depth: Depth): number {
  const passes = align === 'none' ? 1 : align === 'both' || align === 'procrustes' ? 3 : 2;
  const onLine = statistics?.includes('mode-connectivity') ? pointsOnLine + permutations : 0;
  const drawn = statistics?.some((id) => id === 'l2' || id === 'cos') ? permutations : 0;
  const { statistic, draw, passOnLine } = secondsPerParameter;
  return (
    passes * (statistic * comparisonsOf(statistics ?? defaultStatistics, depth) + passOnLine * onLine + draw * drawn)
  );
}

interface Sizes {
  bytes: number;
  parameters: number;
  config: ModelConfig;
}

async function sizesOf(subject: Subject): Promise<Sizes | null> {
  const bytes = await bytesOf(subject);
  const config = await subject.config().catch(() => null);
  if (bytes === null || config === null) return null;
  return { bytes, config, parameters: Math.round((bytes * 8) / bitsOf(storedDtype(config))) };
}

async function bytesOf(subject: Subject, options: { adapter?: boolean } = {}): Promise<number | null> {
  const source: ModelSource | null = subject.opened();
  if (source === null) return null;
  return sizeOfWeights(source, options).then(
    ({ bytes }) => bytes,
    () => null,
  );
}

function bitsOf(dtype: string): number {
  if (/64/.test(dtype)) return 64;
  if (/16/.test(dtype)) return 16;
  if (/^(fp8|compressed-tensors|float8)/.test(dtype)) return 8;
  return dtype === 'mxfp4' ? 4 : 32;
}

/** Null where the config does not say how many blocks there are. */
function memoryOf(
  { parameters, config }: Sizes,
  { tokens, traced }: { tokens: number; traced: boolean },
): number | null {
  const blocks = blockCount(config);
  const hidden = integerOf(config, ['hidden_size', 'n_embd', 'd_model']);
  const vocabulary = integerOf(config, ['vocab_size']);
  if (!blocks || !hidden || !vocabulary) return null;
  const embeddings = vocabulary * hidden * (config.tie_word_embeddings === false ? 2 : 1);
  const block = Math.max(0, parameters - embeddings) / blocks;
  const blockBytes = 2 * block * (traced ? 2 * 8 : 4);
  return Math.round(runtimeBytes + blockBytes + tokens * hidden * 4 * hiddenStates);
}

/** Null where the config does not say. */
const blockCount = (config: ModelConfig): number | null =>
  integerOf(config, ['num_hidden_layers', 'n_layer', 'n_layers', 'num_layers']);

function integerOf(config: ModelConfig, keys: readonly string[]): number | null {
  const found = keys.map((key) => config[key]).find((value) => Number.isSafeInteger(value) && (value as number) > 0);
  return (found as number | undefined) ?? null;
}
