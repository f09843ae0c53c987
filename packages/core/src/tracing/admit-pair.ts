import { ModelTraceError } from '../errors.ts';
import type { StatisticId } from '../results/index.ts';
import type { BlockPair } from './block-result.ts';
import { denseMlp } from './dense-mlp.ts';
import type { TracedModel } from './traced-model.ts';

export interface AdmitPairOptions {
  model: TracedModel;
  base: TracedModel;
  statistics: readonly StatisticId[];
  /** [base block, model block]; all blocks in order when absent. */
  blocks?: readonly (readonly [baseBlock: number, block: number])[];
}

/**
 * Says which blocks are compared, or why the pair cannot be traced and what can be done instead.
 * @throws TRACE_BLOCK_COUNT_MISMATCH, TRACE_BLOCKS_INVALID, TRACE_HIDDEN_SIZE_MISMATCH, TRACE_UNITS_MISMATCH, TRACE_MLP_KIND_MISMATCH,
 *   TRACE_MLP_UNSUPPORTED
 */
export function admitPair({ model, base, statistics, blocks }: AdmitPairOptions): BlockPair[] {
  const pairs = blocks === undefined ? sameDepth(model, base) : namedPairs(model, base, blocks);
  for (const pair of pairs) admitBlocks({ model, base, statistics, pair });
  return pairs;
}

function sameDepth(model: TracedModel, base: TracedModel): BlockPair[] {
  const [ours, theirs] = [model.spec.blocks.length, base.spec.blocks.length];
  if (ours !== theirs) {
    throw new ModelTraceError(
      'TRACE_BLOCK_COUNT_MISMATCH',
      `${model.source.id} has ${ours} blocks, its base ${base.source.id} has ${theirs}`,
      {
        fix: 'Name the pairs of blocks to compare as base:model, for example --blocks 0:0,2:1 on the command line',
        details: { blocks: ours, baseBlocks: theirs },
      },
    );
  }
  return Array.from({ length: ours }, (_, block) => ({ block, baseBlock: block }));
}

function namedPairs(
  model: TracedModel,
  base: TracedModel,
  blocks: readonly (readonly [number, number])[],
): BlockPair[] {
  if (blocks.length === 0) throw new ModelTraceError('TRACE_BLOCKS_INVALID', 'No pair of blocks is named');
  const used = { base: new Set<number>(), model: new Set<number>() };
  return blocks.map(([baseBlock, block]) => {
    const exists = (index: number, count: number) => Number.isInteger(index) && index >= 0 && index < count;
    if (!exists(baseBlock, base.spec.blocks.length) || !exists(block, model.spec.blocks.length)) {
      throw new ModelTraceError(
        'TRACE_BLOCKS_INVALID',
        `There is no pair ${baseBlock}:${block}: the base has ${base.spec.blocks.length} blocks, the model ${model.spec.blocks.length}, counted from 0`,
      );
    }
    // Fisher's combination takes its p-values as independent: a block that is used twice would count twice.
    if (used.base.has(baseBlock) || used.model.has(block)) {
      throw new ModelTraceError('TRACE_BLOCKS_INVALID', `A block of the pair ${baseBlock}:${block} is named twice`, {
        fix: 'Use each block of either model once',
      });
    }
    used.base.add(baseBlock);
    used.model.add(block);
    return { baseBlock, block };
  });
}

function admitBlocks(options: Omit<AdmitPairOptions, 'blocks'> & { pair: BlockPair }): void {
  const { model, base, statistics, pair } = options;
  const ours = denseMlp(model.spec, pair.block);
  const theirs = denseMlp(base.spec, pair.baseBlock);
  const names = `${model.source.id} (block ${pair.block}) and ${base.source.id} (block ${pair.baseBlock})`;
  const needsWidth = statistics.includes('csu') || (statistics.includes('match') && ours.kind === 'plain');
  if (needsWidth && model.spec.hiddenSize !== base.spec.hiddenSize) {
    throw new ModelTraceError(
      'TRACE_HIDDEN_SIZE_MISMATCH',
      `${model.source.id} has hidden size ${model.spec.hiddenSize}, its base ${base.source.id} has ${base.spec.hiddenSize}`,
      { fix: 'Use --statistic csh: activations on the same tokens do not need equal hidden sizes' },
    );
  }
  if (ours.units !== theirs.units) {
    throw new ModelTraceError('TRACE_UNITS_MISMATCH', `${names} have ${ours.units} and ${theirs.units} hidden units`, {
      fix: 'Models of different MLP width cannot be compared unit by unit; trace against a base of the same width',
    });
  }
  if (statistics.includes('match') && ours.kind !== theirs.kind) {
    throw new ModelTraceError('TRACE_MLP_KIND_MISMATCH', `${names} have a ${ours.kind} and a ${theirs.kind} MLP`, {
      fix: 'Leave out match: csu and csh (--statistic csu,csh) do not need a gate',
    });
  }
}
