import { ModelTraceError } from '../errors.ts';
import type { BlockPair } from './block-pair.ts';
import { denseMlp } from './dense-mlp.ts';
import type { StatisticNeeds } from './statistic-needs.ts';
import type { TraceRun } from './trace-run.ts';
import type { DescribedPair } from './traced-model.ts';

/** Pairs of blocks, [base block, block of the model]; all blocks in order when absent. */
export type NamedBlocks = readonly (readonly [baseBlock: number, block: number])[];

/**
 * Which blocks are compared: those named, else all in order, as far as both models have them.
 * @throws TRACE_BLOCKS_INVALID
 */
export function pairBlocks({ model, base }: DescribedPair, blocks: NamedBlocks | undefined): BlockPair[] {
  if (blocks !== undefined) return namedPairs({ model, base }, blocks);
  const count = Math.min(model.spec.blocks.length, base.spec.blocks.length);
  return Array.from({ length: count }, (_, block) => ({ block, baseBlock: block }));
}

export const sameDepth = ({ model, base }: DescribedPair): boolean =>
  model.spec.blocks.length === base.spec.blocks.length;

/**
 * Says why the pair cannot be traced by statistics with these needs, and what can be done instead.
 * @param isNamed  whether a user chose the pairs: otherwise those of models that differ in depth are searched for
 * @throws TRACE_HIDDEN_SIZE_MISMATCH, TRACE_UNITS_MISMATCH, TRACE_MLP_KIND_MISMATCH,
 *   TRACE_MLP_UNSUPPORTED
 */
export function admitPair(
  models: DescribedPair,
  { pairs, isNamed, needs }: { pairs: readonly BlockPair[]; isNamed: boolean; needs: StatisticNeeds },
): void {
  if (needs.hiddenSize) admitHiddenSizes(models);
  const isSearched = !isNamed && !sameDepth(models);
  if (needs.pairs && !isSearched) for (const pair of pairs) admitBlocks(models, pair, needs);
  if (needs.allPairs || (needs.pairs && isSearched))
    admitAllBlocks(models, comparedBlocks(models, isNamed ? pairs : null), needs);
}

/**
 * The same for what an alignment needs of a pair that its statistics could be taken of: without the alignment the models can
 * be compared. Hidden units are aligned block by block: where blocks would have to be searched for, they must be named.
 * @throws as `admitPair`, TRACE_BLOCK_COUNT_MISMATCH; each with `details.choice`: align
 */
export function admitAlignment(...[models, options]: Parameters<typeof admitPair>): void {
  const details = { choice: 'align' };
  try {
    admitPair(models, options);
  } catch (caught) {
    if (!(caught instanceof ModelTraceError)) throw caught;
    throw new ModelTraceError(caught.code, `Only the alignment rules this pair out: ${caught.message}`, {
      fix: 'Leave --align (`align` of a request) out: the statistics themselves can be taken of these two models',
      cause: caught,
      details,
    });
  }
  if (!options.needs.pairs || options.isNamed || sameDepth(models)) return;
  const { model, base } = models;
  const [ours, theirs] = [model.spec.blocks.length, base.spec.blocks.length];
  throw new ModelTraceError(
    'TRACE_BLOCK_COUNT_MISMATCH',
    `${model.source.id} has ${ours} blocks, its base ${base.source.id} has ${theirs}: which to align is not known`,
    { fix: 'Name the pairs of blocks, for example --blocks 0:0,2:1, or use --align residual', details },
  );
}

/** The blocks of which any is compared with any, ascending: all, or those that named pairs mention. */
export function comparedBlocks({ model, base }: DescribedPair, named: readonly BlockPair[] | null): TraceRun['blocks'] {
  const all = ({ spec }: DescribedPair['model']) => spec.blocks.map((_, block) => block);
  if (named === null) return { base: all(base), model: all(model) };
  const ascending = (blocks: number[]) => blocks.sort((a, b) => a - b);
  return { base: ascending(named.map((pair) => pair.baseBlock)), model: ascending(named.map((pair) => pair.block)) };
}

function admitAllBlocks({ model, base }: DescribedPair, blocks: TraceRun['blocks'], needs: StatisticNeeds): void {
  const kindsOf = ({ spec }: DescribedPair['model'], of: readonly number[]) =>
    of.map((block) => denseMlp(spec, block).kind);
  const [ours, theirs] = [kindsOf(model, blocks.model), kindsOf(base, blocks.base)];
  if (!needs.mlpKind || [...ours, ...theirs].every((kind) => kind === ours[0])) return;
  throw kindMismatch(`Not all MLPs of ${model.source.id} and ${base.source.id} have a gate, and not all have none`);
}

function admitHiddenSizes({ model, base }: DescribedPair): void {
  const [ours, theirs] = [model.spec.hiddenSize, base.spec.hiddenSize];
  if (ours === theirs) return;
  throw new ModelTraceError(
    'TRACE_HIDDEN_SIZE_MISMATCH',
    `${model.source.id} has hidden size ${ours}, its base ${base.source.id} has ${theirs}`,
    { fix: 'Use --statistic csh, without --align: activations on the same tokens do not need equal hidden sizes' },
  );
}

function namedPairs({ model, base }: DescribedPair, blocks: NamedBlocks): BlockPair[] {
  if (blocks.length === 0) throw new ModelTraceError('TRACE_BLOCKS_INVALID', 'No pair of blocks is named');
  const used = { base: new Set<number>(), model: new Set<number>() };
  return blocks.map(([baseBlock, block], index) => {
    const exists = (named: number, count: number) => Number.isInteger(named) && named >= 0 && named < count;
    if (!exists(baseBlock, base.spec.blocks.length) || !exists(block, model.spec.blocks.length)) {
      throw new ModelTraceError(
        'TRACE_BLOCKS_INVALID',
        `There is no pair ${baseBlock}:${block}: the base has ${base.spec.blocks.length} blocks, the model ${model.spec.blocks.length}, counted from 0`,
        { fix: 'Name blocks that both models have, or none: all are compared then', details: { pair: index } },
      );
    }
    // Fisher's combination takes its p-values as independent: a block that is used twice would count twice.
    if (used.base.has(baseBlock) || used.model.has(block)) {
      throw new ModelTraceError('TRACE_BLOCKS_INVALID', `A block of the pair ${baseBlock}:${block} is named twice`, {
        fix: 'Use each block of either model once',
        details: { pair: index },
      });
    }
    used.base.add(baseBlock);
    used.model.add(block);
    return { baseBlock, block };
  });
}

function admitBlocks({ model, base }: DescribedPair, pair: BlockPair, needs: StatisticNeeds): void {
  const ours = denseMlp(model.spec, pair.block);
  const theirs = denseMlp(base.spec, pair.baseBlock);
  const names = `${model.source.id} (block ${pair.block}) and ${base.source.id} (block ${pair.baseBlock})`;
  if (ours.units !== theirs.units) {
    throw new ModelTraceError('TRACE_UNITS_MISMATCH', `${names} have ${ours.units} and ${theirs.units} hidden units`, {
      fix: 'Models of different MLP width cannot be compared unit by unit; trace against a base of the same width',
    });
  }
  if (needs.mlpKind && ours.kind !== theirs.kind) {
    throw kindMismatch(`${names} have a ${ours.kind} and a ${theirs.kind} MLP`);
  }
}

const kindMismatch = (what: string): ModelTraceError =>
  new ModelTraceError('TRACE_MLP_KIND_MISMATCH', what, {
    fix: 'Leave out match: csu and csh (--statistic csu,csh) do not need a gate',
  });
