import { ModelTraceError } from '../errors.ts';
import type { BlockResult } from '../results/index.ts';
import type { ThreadPool } from '../threads/index.ts';
import { agreeingFractionOf, blockResult } from '../tracing/block-result.ts';
import { combinedLog10PValue } from '../tracing/combined-p-value.ts';
import { type BlockLikeness, cosine, markCopies } from '../tracing/copied-blocks.ts';
import { matchUnits, type UnitFeatures } from '../tracing/match-units.ts';
import { seededRandom } from '../tracing/seeded-random.ts';
import type { Signature, SignatureBlock } from './signature.ts';

/** csu of a model against the signature of a base. */
export interface SignatureComparison {
  log10PValue: number;
  /** How the blocks became one p-value. */
  combined: 'fisher' | 'bonferroni';
  /** Pairs of blocks that were tested. */
  pairs: number;
  /** Share of the units kept that matched the one at their own place; of `bonferroni` in the best pair. */
  agreeingFraction: number;
  /** Mean cosine of units at the same place, over the same blocks: how close related models are. */
  meanCosine: number;
  /** Of `bonferroni` the best partner of each block of the base. */
  blocks: BlockResult[];
}

export interface CompareSignatureOptions {
  base: Signature;
  model: {
    hiddenSize: number;
    depth: number;
    /** Units of each block; null: no dense MLP. */
    unitsOf: (block: number) => number | null;
    /** Read when first asked for. */
    block: (block: number) => Promise<SignatureBlock>;
  };
  seed: number;
  pool: ThreadPool;
  signal?: AbortSignal;
}

interface Tested {
  result: BlockResult;
  meanCosine: number;
}

/**
 * Models of equal depth: block against the same block, p-values of the three combined by Fisher's method (independent under
 * the null, where the units of each block are exchangeable on their own; copies in both models count once). Of unequal depth: every block of the signature
 * against every block of the model, the smallest p-value times the number of pairs (Bonferroni).
 * @throws TRACE_HIDDEN_SIZE_MISMATCH, TRACE_UNITS_MISMATCH: there is nothing to test
 */
export async function compareSignature(options: CompareSignatureOptions): Promise<SignatureComparison> {
  const { base, model } = options;
  const sameDepth = base.depth === model.depth;
  const pairs = base.blocks.flatMap((block) =>
    (sameDepth ? [block.block] : Array.from({ length: model.depth }, (_, index) => index))
      .filter((index) => model.unitsOf(index) === block.units)
      .map((index) => [block, index] as const),
  );
  if (base.hiddenSize !== model.hiddenSize)
    throw new ModelTraceError(
      'TRACE_HIDDEN_SIZE_MISMATCH',
      `The base has hidden size ${base.hiddenSize}, the model ${model.hiddenSize}`,
    );
  if (pairs.length === 0) {
    const theirs = list(base.blocks.map(({ units }) => units));
    const own = list(Array.from({ length: model.depth }, (_, index) => model.unitsOf(index)));
    throw new ModelTraceError(
      'TRACE_UNITS_MISMATCH',
      `The base has ${theirs} hidden units in a block, the model ${own}`,
    );
  }
  const tested = await Promise.all(pairs.map(([block, index]) => test(options, block, index)));
  if (sameDepth) {
    const results = markCopies(
      tested.map(({ result }) => result),
      await likenessOf(options),
    );
    return {
      log10PValue: combinedLog10PValue(results),
      ...{ combined: 'fisher', pairs: pairs.length, blocks: results },
      agreeingFraction: agreeingFractionOf(results),
      meanCosine: tested.reduce((total, each) => total + each.meanCosine, 0) / tested.length,
    };
  }
  const best = smallest(tested);
  const partners = Map.groupBy(tested, ({ result }) => result.baseBlock);
  return {
    log10PValue: Math.min(0, best.result.log10PValue + Math.log10(pairs.length)),
    ...{ combined: 'bonferroni', pairs: pairs.length },
    blocks: [...partners.values()].map((each) => smallest(each).result),
    agreeingFraction: agreeingFractionOf([best.result]),
    meanCosine: best.meanCosine,
  };
}

async function test(
  { model, seed, pool, signal }: CompareSignatureOptions,
  base: SignatureBlock,
  index: number,
): Promise<Tested> {
  const { features } = await model.block(index);
  signal?.throwIfAborted();
  const random = seededRandom(seed, 'scan', base.block, index);
  const matching = await matchUnits({ a: base.features, b: features, metric: 'cosine', pool, random, signal });
  return {
    result: blockResult({ baseBlock: base.block, block: index }, matching, null),
    meanCosine: meanCosine(base.features, features),
  };
}

/** Of the signatures of blocks at the same depth. */
async function likenessOf({ base, model }: CompareSignatureOptions): Promise<BlockLikeness> {
  const theirs = new Map(base.blocks.map(({ block, features }) => [block, features.data]));
  const own = new Map(
    await Promise.all(
      base.blocks
        .filter(({ block, units }) => model.unitsOf(block) === units)
        .map(async ({ block }) => [block, (await model.block(block)).features.data] as const),
    ),
  );
  return {
    base: (block, other) => cosine(theirs.get(block)!, theirs.get(other)!),
    model: (block, other) => cosine(own.get(block)!, own.get(other)!),
  };
}

const smallest = (tested: readonly Tested[]): Tested =>
  tested.reduce((least, each) => (each.result.log10PValue < least.result.log10PValue ? each : least));

/** Rows are of norm 1 or 0. */
function meanCosine(a: UnitFeatures, b: UnitFeatures): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += a.data[i] * b.data[i];
  return sum / a.units;
}

const list = (units: (number | null)[]) => [...new Set(units.map((each) => each ?? 'no'))].join(', ');
