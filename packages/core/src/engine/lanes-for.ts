import { availableParallelism } from 'node:os';
import type { BlockSpec } from '../architectures/index.ts';
import { blockWeights, queryChunks } from '../graph/index.ts';
import { type Batch, rowsOfBatch } from './batches.ts';
import type { Device } from './provider.ts';
import { bytesPerElement } from './tensor.ts';

export interface LanesForOptions {
  /** That lanes could compute: without views, without experts. */
  readonly blocks: readonly BlockSpec[];
  readonly hiddenSize: number;
  readonly batches: readonly Batch[];
  readonly device: Device;
  readonly cores?: number;
}

/** Rows times weights from which threads are worth their start: two seconds of two cores, against 0.1 s. */
const minProducts = 2e11;

/** What the activations of all lanes may take together. Wide models need no lanes: their products use all cores. */
const maxBytes = 256 * 2 ** 20;

/** How many batches are computed side by side; 1: one after the other, each by all cores. */
export function lanesFor({
  blocks,
  hiddenSize,
  batches,
  device,
  cores = availableParallelism(),
}: LanesForOptions): number {
  if (device.provider !== 'cpu' || device.dtype === 'float16') return 1;
  const weights = sum(blocks.flatMap((block) => blockWeights({ block, hiddenSize }).map(({ dims }) => product(dims))));
  const rows = sum(batches.map((batch) => rowsOfBatch(batch).rows));
  if (rows * weights < minProducts) return 1;
  const perLane = blocks.flatMap((block) => batches.map((batch) => activations(block, { hiddenSize, batch })));
  const bytes = bytesPerElement(device.dtype) * perLane.reduce((most, one) => Math.max(most, one), 0);
  return Math.max(1, Math.min(cores, batches.length, Math.floor(maxBytes / bytes)));
}

/** Numbers that a run of a block's graph has at a time: an upper bound for the stream, queries, keys, values, and copies of them. */
function activations(block: BlockSpec, { hiddenSize, batch }: { hiddenSize: number; batch: Batch }): number {
  const { heads, headDim } = block.attention;
  const { rows } = rowsOfBatch(batch);
  const chunk = queryChunks({ ...batch, heads });
  const units = block.mlp.kind === 'experts' ? 0 : block.mlp.units;
  const products = 3 * batch.count * heads * chunk.rows * batch.length;
  return 10 * rows * Math.max(hiddenSize, heads * headDim) + 4 * Math.min(rows, 1024) * units + products;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const product = (values: readonly number[]) => values.reduce((total, value) => total * value, 1);
