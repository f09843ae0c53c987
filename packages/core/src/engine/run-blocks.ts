import type { BlockSpec, ModelSpec, RotarySpec } from '../architectures/index.ts';
import { blockGraph, blockWeights, queryScale, rotaryInputs } from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { type Batch, batchSequences, rowsOfBatch } from './batches.ts';
import { openEmbedding } from './embed.ts';
import { type HiddenMemory, type HiddenStates, openHiddenStates } from './hidden-states.ts';
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
  /** How much of the residual stream may be in memory; default 512 MiB. */
  readonly memory?: HiddenMemory;
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
 * The residual stream after the blocks, [tokens, hiddenSize], rows in the order of the sequences; the caller closes it. All
 * sequences pass a block before the next is computed, so every weight is read once; the next block is read while one
 * computes. Memory: weights of two blocks, the stream or, beyond `memory`, three batches of it, and the activations of one batch.
 * @throws SPILL_FAILED, WEIGHTS_NON_FINITE, LOSS_NON_FINITE
 */
export async function runBlocks(options: RunBlocksOptions): Promise<HiddenStates> {
  const { checkpoint, spec, sequences, sessions, memory, viewsOf, onBlock, signal } = options;
  const { dtype, provider } = sessions.device;
  const fusedAttention = dtype === 'float32' && provider === 'cpu';
  const { hiddenSize } = spec;
  const blocks = spec.blocks.slice(0, options.blockCount);
  const batches = batchSequences(sequences);
  const tables = rotaryTables({ length: batches.reduce((most, { length }) => Math.max(most, length), 0), dtype });
  const slots = [weightSlot(dtype), weightSlot(dtype)];
  const rows = sequences.reduce((sum, { length }) => sum + length, 0);
  /** What a batch gives; copied into the stream, since a graph may still read its input when it writes. */
  const longest = batches.reduce((most, batch) => Math.max(most, rowsOfBatch(batch).rows), 0);
  const output = allocate(dtype, longest * hiddenSize);

  const read = (index: number) => {
    const filled = slots[index % 2].fill(checkpoint, blockWeights({ block: blocks[index], hiddenSize }));
    filled.catch(() => undefined); // awaited below, unless this block fails first
    return filled;
  };
  let reading = blocks.length > 0 ? read(0) : null;
  let hidden: HiddenStates | null = null;
  try {
    hidden = await openHiddenStates({ rows, width: hiddenSize, dtype, memory });
    await embedInto(hidden, { checkpoint, spec, sequences, batches });
    for (const [index, block] of blocks.entries()) {
      signal?.throwIfAborted();
      const weights = await reading!;
      reading = index + 1 < blocks.length ? read(index + 1) : null;
      const wanted = viewsOf?.(block) ?? [];
      const views: Partial<Record<'up' | 'gate', Elements>> = {};
      for (const view of wanted) views[view] = allocate(dtype, rows * block.mlp.units);

      const session = await sessions.open(blockGraph({ block, hiddenSize, dtype, fusedAttention, views: wanted }));
      const scale = allocate(dtype, 1).fill(block.attention.scale);
      const checked = {
        checkpoint,
        tensors: blockWeights({ block, hiddenSize }).map((weight) => weight.tensor),
        what: `The output of block ${block.index}`,
      };
      let next = 0;
      await hidden.update(batches.map(rowsOfBatch), async (states) => {
        signal?.throwIfAborted();
        const batch = batches[next++];
        const result = output.subarray(0, states.length);
        const dims = [batch.count, batch.length, hiddenSize];
        await session.run(
          {
            hidden: tensor(states, dims),
            [queryScale]: tensor(scale, []),
            ...tables(block.attention.rotary, batch.length),
            ...weights,
          },
          {
            output: tensor(result, dims),
            ...Object.fromEntries(wanted.map((view) => [view, rowsOf(views[view]!, batch, block.mlp.units)])),
          },
        );
        await requireFinite(result, checked);
        states.set(result as typeof states);
      });
      await onBlock?.(block, views);
    }
    return hidden;
  } catch (caught) {
    await hidden?.close();
    throw caught;
  } finally {
    await reading?.catch(() => undefined); // the caller may close the checkpoint as soon as this returns
  }
}

/** Writes the embeddings of all tokens: in one part when the stream is in memory, so that no row is read twice. */
async function embedInto(
  hidden: HiddenStates,
  {
    checkpoint,
    spec,
    sequences,
    batches,
  }: Pick<RunBlocksOptions, 'checkpoint' | 'spec' | 'sequences'> & { batches: readonly Batch[] },
): Promise<void> {
  const tokens = new Int32Array(hidden.rows);
  let row = 0;
  for (const sequence of sequences) {
    tokens.set(sequence, row);
    row += sequence.length;
  }
  const embed = await openEmbedding({ checkpoint, spec, tokens, batches });
  const parts = hidden.spilled ? batches.map((batch) => [batch]) : [batches];
  const checked = {
    checkpoint,
    tensors: [spec.tokenEmbedding, ...(spec.positionEmbedding === null ? [] : [spec.positionEmbedding.tensor])],
    what: 'The embedding of the tokens',
  };
  const ranges = parts.map((part) => ({
    firstRow: part[0]?.firstRow ?? 0,
    rows: part.reduce((sum, batch) => sum + rowsOfBatch(batch).rows, 0),
  }));
  let next = 0;
  await hidden.update(ranges, async (states) => {
    await embed(parts[next++], states);
    await requireFinite(states, checked);
  });
}

/** The rows of a batch in an array of all rows, as a tensor. */
function rowsOf(elements: Elements, batch: Batch, width: number): Tensor {
  const { firstRow, rows } = rowsOfBatch(batch);
  return tensor(elements.subarray(firstRow * width, (firstRow + rows) * width), [rows, width]);
}

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
