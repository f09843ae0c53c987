import type { RandomAccessFile } from '../hub/index.ts';
import { concurrently } from './concurrently.ts';
import { dtypeBits, type ReadableDtype } from './dtype.ts';
import type { ScratchPool } from './scratch-pool.ts';
import { widen } from './widen.ts';

export interface GatherElementsOptions {
  file: RandomAccessFile;
  dtype: ReadableDtype;
  /** Byte of the file where row 0 begins. */
  position: number;
  cols: number;
  /** Each a valid row. */
  indices: ArrayLike<number>;
  /** [indices.length, cols] */
  into: Float32Array;
  scratch: ScratchPool;
}

/** Reading on over a gap is cheaper than a call of its own up to about here: 30 us at 2 GB/s is 60 KB. */
const maxGapBytes = 32 * 1024;
const inFlight = 4;

/** Fills `into` with rows. Each row is read once, however often it is asked for; near ones in one read. */
export async function gatherElements(options: GatherElementsOptions): Promise<void> {
  const { file, dtype, position, cols, indices, into, scratch } = options;
  const rowBytes = (cols * dtypeBits[dtype]) / 8;
  if (rowBytes === 0) return;
  const order = Uint32Array.from(indices, (_, i) => i).sort((a, b) => indices[a] - indices[b]);
  if (file.remote) return gatherAtOnce({ ...options, order, rowBytes });
  const runs = groupIntoRuns({ order, indices, rowBytes, maxRunBytes: scratch.chunkBytes });
  await concurrently({ count: runs.length, limit: inFlight }, async (run) => {
    const { from, to } = runs[run];
    const firstRow = indices[order[from]];
    const lastRow = indices[order[to - 1]];
    await scratch.use((lastRow - firstRow + 1) * rowBytes, async (bytes) => {
      await file.read(bytes, position + firstRow * rowBytes);
      for (let k = from; k < to; k++) {
        const place = order[k];
        const byteOffset = (indices[place] - firstRow) * rowBytes;
        widen({ dtype, source: bytes.buffer, byteOffset, count: cols, into, intoOffset: place * cols });
      }
    });
  });
}

/** All rows asked for in one turn, so that the file can join near ones. Extra memory: the stored bytes of those rows. */
async function gatherAtOnce(options: GatherElementsOptions & { order: Uint32Array; rowBytes: number }): Promise<void> {
  const { file, dtype, position, cols, indices, into, order, rowBytes } = options;
  const distinct = order.filter((place, k) => k === 0 || indices[place] !== indices[order[k - 1]]);
  const stored = new Uint8Array(distinct.length * rowBytes);
  const reads = Array.from(distinct, (place, slot) =>
    file.read(stored.subarray(slot * rowBytes, (slot + 1) * rowBytes), position + indices[place] * rowBytes),
  );
  for (const { status, reason } of (await Promise.allSettled(reads)) as PromiseRejectedResult[]) {
    if (status === 'rejected') throw reason;
  }
  let slot = 0;
  for (const [k, place] of order.entries()) {
    if (k > 0 && indices[place] !== indices[order[k - 1]]) slot++;
    const byteOffset = slot * rowBytes;
    widen({ dtype, source: stored.buffer, byteOffset, count: cols, into, intoOffset: place * cols });
  }
}

interface Run {
  /** Positions [from, to) of `order`. */
  from: number;
  to: number;
}

function groupIntoRuns({
  order,
  indices,
  rowBytes,
  maxRunBytes,
}: {
  order: Uint32Array;
  indices: ArrayLike<number>;
  rowBytes: number;
  maxRunBytes: number;
}): Run[] {
  const runs: Run[] = [];
  for (let k = 0; k < order.length; k++) {
    const run = runs.at(-1);
    const row = indices[order[k]];
    if (run !== undefined) {
      const gapBytes = (row - indices[order[k - 1]] - 1) * rowBytes;
      const runBytes = (row - indices[order[run.from]] + 1) * rowBytes;
      const sameRow = row === indices[order[k - 1]];
      if (sameRow || (gapBytes <= maxGapBytes && runBytes <= maxRunBytes)) {
        run.to = k + 1;
        continue;
      }
    }
    runs.push({ from: k, to: k + 1 });
  }
  return runs;
}
