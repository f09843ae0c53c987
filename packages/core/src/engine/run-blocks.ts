import type { BlockSpec, ModelSpec, RotarySpec } from '../architectures/index.ts';
import { blockGraph, blockWeights, queryScale, rotaryInputs } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { type Batch, batchSequences } from './batches.ts';
import { embed } from './embed.ts';
import { requireFinite } from './require-finite.ts';
import { type RotaryTable, rotaryTable } from './rotary-table.ts';
import type { Sessions } from './session.ts';
import { allocate, type Elements, type Tensor, tensor } from './tensor.ts';
import { weightSlot } from './weight-slot.ts';

export interface RunBlocksOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly sequences: readonly Int32Array[];
  readonly sessions: Sessions;
  /** Stop after this many blocks; default all. */
  readonly blockCount?: number;
  /** Outputs wanted beside the residual stream, asked before each block; none by default. */
  readonly viewsOf?: (block: BlockSpec) => readonly ('up' | 'gate')[];
  /** Called after each block; the arrays [tokens, units] are the callee's to keep. */
  readonly onBlock?: (
    block: BlockSpec,
    views: Readonly<Partial<Record<'up' | 'gate', Elements>>>,
  ) => Promise<void> | void;
  readonly signal?: AbortSignal;
}

/**
 * The residual stream after the blocks, [tokens, hiddenSize], rows in the order of the sequences. All sequences pass
 * a block before the next is computed, so every weight is read once; the next block is read while one computes. Memory:
 * weights of two blocks, the stream twice, and the activations of one batch.
 */
export async function runBlocks(options: RunBlocksOptions): Promise<Elements> {
  const { checkpoint, spec, sequences, sessions, viewsOf, onBlock, signal } = options;
  const { dtype, provider } = sessions.device;
  const fusedAttention = dtype === 'float32' && provider === 'cpu';
  const { hiddenSize } = spec;
  const blocks = spec.blocks.slice(0, options.blockCount);
  const batches = batchSequences(sequences);
  const tables = rotaryTables({ length: batches.reduce((most, { length }) => Math.max(most, length), 0), dtype });
  const slots = [weightSlot(dtype), weightSlot(dtype)];

  let hidden = await embed({ checkpoint, spec, sequences, dtype });
  let output = allocate(dtype, hidden.length);
  const embeddings = [spec.tokenEmbedding, ...(spec.positionEmbedding === null ? [] : [spec.positionEmbedding.tensor])];
  await requireFinite(hidden, { checkpoint, tensors: embeddings, what: 'The embedding of the tokens' });

  const read = (index: number) => {
    const filled = slots[index % 2].fill(checkpoint, blockWeights({ block: blocks[index], hiddenSize }));
    filled.catch(() => undefined); // awaited below, unless this block fails first
    return filled;
  };
  let reading = blocks.length > 0 ? read(0) : null;
  try {
    for (const [index, block] of blocks.entries()) {
      signal?.throwIfAborted();
      const weights = await reading!;
      reading = index + 1 < blocks.length ? read(index + 1) : null;
      const wanted = viewsOf?.(block) ?? [];
      const views: Partial<Record<'up' | 'gate', Elements>> = {};
      for (const view of wanted) views[view] = allocate(dtype, (hidden.length / hiddenSize) * block.mlp.units);

      const session = await sessions.open(blockGraph({ block, hiddenSize, dtype, fusedAttention, views: wanted }));
      const scale = allocate(dtype, 1).fill(block.attention.scale);
      for (const batch of batches) {
        signal?.throwIfAborted();
        const rows = rowsOf(batch);
        await session.run(
          {
            hidden: rows(hidden, hiddenSize, [batch.count, batch.length, hiddenSize]),
            [queryScale]: tensor(scale, []),
            ...tables(block.attention.rotary, batch.length),
            ...weights,
          },
          {
            output: rows(output, hiddenSize, [batch.count, batch.length, hiddenSize]),
            ...Object.fromEntries(
              wanted.map((view) => {
                const { units } = block.mlp;
                return [view, rows(views[view]!, units, [batch.count * batch.length, units])];
              }),
            ),
          },
        );
      }
      [hidden, output] = [output, hidden];
      await requireFinite(hidden, {
        checkpoint,
        tensors: blockWeights({ block, hiddenSize }).map((weight) => weight.tensor),
        what: `The output of block ${block.index}`,
      });
      await onBlock?.(block, views);
    }
  } finally {
    await reading?.catch(() => undefined); // the caller may close the checkpoint as soon as this returns
  }
  return hidden;
}

/** Slices the rows of a batch out of an array of all rows, as a tensor. */
const rowsOf =
  ({ firstRow, count, length }: Batch) =>
  (elements: Elements, width: number, dims: readonly number[]): Tensor =>
    tensor(elements.subarray(firstRow * width, (firstRow + count * length) * width), dims);

/** Feeds of the rotary inputs; blocks share the tables of one `RotarySpec`. */
function rotaryTables(size: { length: number; dtype: 'float32' | 'float64' }) {
  const known = new Map<RotarySpec, RotaryTable>();
  return (rotary: RotarySpec | null, length: number): Record<string, Tensor> => {
    if (rotary === null) return {};
    const table = known.get(rotary) ?? rotaryTable(rotary, size);
    known.set(rotary, table);
    const half = rotary.dims / 2;
    const feed = (elements: Elements) => tensor(elements.subarray(0, length * half), [length, 1, half]);
    return { [rotaryInputs.cosine]: feed(table.cosine), [rotaryInputs.sine]: feed(table.sine) };
  };
}
