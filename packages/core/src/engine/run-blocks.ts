import type { BlockSpec, ModelSpec } from '../architectures/index.ts';
import {
  attentionInputs,
  type BlockGraphOptions,
  blockGraph,
  blockWeights,
  expertWeights,
  queryChunks,
} from '../graph/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { type Batch, batchSequences, groupBatches, rowsOfBatch, rowsOfBatches } from './batches.ts';
import { embedInto } from './embed-into.ts';
import { type HiddenMemory, type HiddenStates, openHiddenStates } from './hidden-states.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { lanesFor } from './lanes-for.ts';
import { positionFeeds } from './position-feeds.ts';
import { requireFinite } from './require-finite.ts';
import { type Resume, runIdentity } from './resume.ts';
import { rowsOf } from './rows-of.ts';
import { expertSlots, runExperts } from './run-experts.ts';
import { runInLanes } from './run-in-lanes.ts';
import type { Sessions } from './session.ts';
import { sideOutputs } from './side-outputs.ts';
import { allocate, allocateShared, type Elements, tensor } from './tensor.ts';
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
  /** Called within a block, with the share of the rows that have passed it, as long as there are more to come. */
  readonly onRows?: (block: BlockSpec, share: number) => void;
  /** Where the stream is kept now and then and may be found, unless views of the blocks before are wanted. */
  readonly resume?: Resume;
  /** Begin after at most this many blocks; default all. */
  readonly resumeAtMost?: number;
  /** Awaited before the stream is kept: what else must be, for the blocks so far not to be needed again. */
  readonly beforeKeep?: () => Promise<void>;
  /** How many batches are computed side by side; default what `lanesFor` says. */
  readonly lanes?: number;
  /** Called when blocks were found in place of computed; `onBlock` is not called for them. */
  readonly onResumed?: (blocks: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The residual stream after the blocks, [tokens, hiddenSize], rows in the order of the sequences; the caller closes it. All
 * sequences pass a block before the next is computed, so every weight is read once; the next block is read while one
 * computes. Memory: weights of two blocks, the stream or, beyond `memory`, three batches of it, and the activations
 * of one batch, or of several side by side where `lanesFor` says so.
 * @throws SPILL_FAILED, WEIGHTS_NON_FINITE, LOSS_NON_FINITE
 */
export async function runBlocks(options: RunBlocksOptions): Promise<HiddenStates> {
  const { checkpoint, spec, sequences, sessions, memory, viewsOf, onBlock, onRows, signal } = options;
  const { dtype, provider } = sessions.device;
  const fusedAttention = dtype !== 'float64' && provider === 'cpu';
  const { hiddenSize } = spec;
  const blocks = spec.blocks.slice(0, options.blockCount);
  const batches = batchSequences(sequences);
  const positions = positionFeeds(dtype);
  const inLanes = (block: BlockSpec) => block.mlp.kind !== 'experts' && (viewsOf?.(block) ?? []).length === 0;
  const laneCount =
    options.lanes ?? lanesFor({ blocks: blocks.filter(inLanes), hiddenSize, batches, device: sessions.device });
  const allocateWork = laneCount > 1 ? allocateShared : allocate;
  const slots = [0, 1].map(() => weightSlot(dtype, allocateWork));
  const slotsOfExperts = expertSlots(sessions);
  const rows = sequences.reduce((sum, { length }) => sum + length, 0);
  /** What a batch gives; copied into the stream, since a graph may still read its input when it writes. */
  const longest = batches.reduce((most, batch) => Math.max(most, rowsOfBatch(batch).rows), 0);
  const output = allocate(dtype, longest * hiddenSize);

  const read = (index: number) => {
    const filled = slots[index % 2].fill(checkpoint, blockWeights({ block: blocks[index], hiddenSize }));
    filled.catch(() => undefined); // awaited below, unless this block fails first
    return filled;
  };
  const resume = options.resume?.of('states', runIdentity({ checkpoint, spec, sequences, device: sessions.device }));
  let reading: ReturnType<typeof read> | null = null;
  let hidden: HiddenStates | null = null;
  let lanes: Lanes | null = null;
  try {
    hidden = await openHiddenStates({ rows, width: hiddenSize, dtype, memory, allocate: allocateWork });
    if (laneCount > 1 && !hidden.spilled) lanes = openLanes({ count: laneCount, device: sessions.device });
    const atMost = Math.min(blocks.length, options.resumeAtMost ?? blocks.length);
    const start = (await resume?.restoreStates(hidden, atMost)) ?? 0;
    reading = start < blocks.length ? read(start) : null;
    if (start === 0) await embedInto(hidden, { checkpoint, spec, sessions, sequences, batches });
    else options.onResumed?.(start);
    for (const [index, block] of blocks.entries()) {
      if (index < start) continue;
      signal?.throwIfAborted();
      const weights = await reading!;
      reading = index + 1 < blocks.length ? read(index + 1) : null;
      const { mlp } = block;
      const wanted = viewsOf?.(block) ?? [];
      const views: Partial<Record<'up' | 'gate', Elements>> = {};
      if (mlp.kind !== 'experts') for (const view of wanted) views[view] = allocate(dtype, rows * mlp.units);

      const graphFor = blockGraphs({ block, hiddenSize, dtype, fusedAttention, views: wanted });
      const scale = allocate(dtype, 1).fill(block.attention.scale);
      const checked = {
        checkpoint,
        tensors: tensorsOf(block, hiddenSize),
        what: `The output of block ${block.index}`,
      };
      // Experts are read once for a group of batches: all of them, unless the stream is in a file.
      const groups =
        mlp.kind === 'experts'
          ? groupBatches(batches, hidden.spilled ? spilledGroupRows : rows)
          : batches.map((batch) => [batch]);
      // What lanes cannot share evenly is left to all cores.
      const abreast =
        lanes !== null && inLanes(block) ? groups.splice(0, batches.length - (batches.length % lanes.count)) : [];
      if (abreast.length > 0) groups.unshift(abreast.flat());
      const reportRows = (passed: number) => passed < rows && onRows?.(block, passed / rows);
      let next = 0;
      await hidden.update(groups.map(rowsOfBatches), async (states, { firstRow }) => {
        const group = groups[next++];
        if (lanes !== null && abreast.length > 0 && next === 1) {
          const finite = await runInLanes({
            lanes,
            batches: group,
            states,
            firstRow,
            width: hiddenSize,
            graphFor,
            feedsFor: (batch) => positions(block.attention, batch.length),
            feeds: { ...weights, [attentionInputs.queryScale]: tensor(scale, []) },
            onRows: reportRows,
            signal,
          });
          if (!finite) await requireFinite(states, checked);
          reportRows(firstRow + states.length / hiddenSize);
          return;
        }
        const sides = sideOutputs(block, { views, firstRow, rows: states.length / hiddenSize, hiddenSize, dtype });
        for (const batch of group) {
          signal?.throwIfAborted();
          const own = rowsOf(states, batch, { firstRow, width: hiddenSize });
          const result = output.subarray(0, own.length);
          const dims = [batch.count, batch.length, hiddenSize];
          const session = await sessions.open(graphFor(batch));
          await session.run(
            {
              hidden: tensor(own, dims),
              [attentionInputs.queryScale]: tensor(scale, []),
              ...positions(block.attention, batch.length),
              ...weights,
            },
            { output: tensor(result, dims), ...sides.tensors(batch) },
          );
          own.set(result as typeof own);
        }
        if (mlp.kind === 'experts') {
          const { expertInput: inputs, router: logits } = sides.elements;
          await requireFinite(logits, { ...checked, what: `The router of block ${block.index}` });
          const work = { experts: mlp, inputs, logits, stream: states, slots: slotsOfExperts };
          await runExperts({ checkpoint, sessions, hiddenSize, signal, ...work });
        }
        await requireFinite(states, checked);
        reportRows(firstRow + states.length / hiddenSize);
      });
      await onBlock?.(block, views);
      await resume?.keepStates(hidden, index + 1, options.beforeKeep);
    }
    return hidden;
  } catch (caught) {
    await hidden?.close();
    throw caught;
  } finally {
    await lanes?.close();
    await reading?.catch(() => undefined); // the caller may close the checkpoint as soon as this returns
  }
}

/** The graph for each shape of a batch: sequences long enough for several chunks of queries have graphs of their own. */
function blockGraphs(graph: BlockGraphOptions) {
  const built = new Map<string, Uint8Array>();
  return ({ count, length }: Batch): Uint8Array => {
    const chunks = queryChunks({ count, length, heads: graph.block.attention.heads });
    const key = chunks.count === 1 ? 'one' : `${chunks.count} ${chunks.rows}`;
    const model = built.get(key) ?? blockGraph({ ...graph, queryChunks: chunks });
    built.set(key, model);
    return model;
  };
}

/** Rows of the stream of a mixture of experts that are worked on at a time when it is in a file: 256 MB at a width of 4,096. */
const spilledGroupRows = 16_384;

function tensorsOf(block: BlockSpec, hiddenSize: number): string[] {
  const { mlp: experts } = block;
  const weights =
    experts.kind === 'experts'
      ? experts.experts.flatMap((expert) => expertWeights({ experts, expert, hiddenSize }))
      : [];
  return [...blockWeights({ block, hiddenSize }), ...weights].map(({ tensor: name }) => name);
}
