import { tmpdir } from 'node:os';
import type { ComputeDtype } from './provider.ts';
import { openSpillFile } from './spill-file.ts';
import { allocate, bytesPerElement, type Elements } from './tensor.ts';

/** Where the residual stream of a run is kept. */
export interface HiddenMemory {
  /** Larger ones go to a temporary file. Default 512 MiB: 32k tokens of a 7B model, 170k of GPT-2. */
  readonly maxBytes?: number;
  /** Folder of that file, which takes rows * hiddenSize elements. Default the system's folder of temporary files. */
  readonly spillDir?: string;
}

export const defaultMaxBytes = 512 * 2 ** 20;

/** Rows [firstRow, firstRow + rows). */
export interface RowRange {
  readonly firstRow: number;
  readonly rows: number;
}

/**
 * The residual stream, [rows, width] row-major: one array, or a temporary file of which only the rows at work are in
 * memory. Both give the same numbers. Calls must not overlap.
 */
export interface HiddenStates {
  readonly rows: number;
  readonly width: number;
  readonly spilled: boolean;
  /**
   * Hands out ranges of rows in ascending order, without overlap; what `work` writes into the states is kept. In a file the
   * range after is read and the one before is written while `work` computes. @throws SPILL_FAILED
   */
  update(ranges: readonly RowRange[], work: (states: Elements, range: RowRange) => Promise<void> | void): Promise<void>;
  /** The same for rows that `work` does not change. */
  read(ranges: readonly RowRange[], work: (states: Elements, range: RowRange) => Promise<void> | void): Promise<void>;
  /** Drops all rows outside these ranges and moves the others together: row 0 is then the first of ranges[0]. */
  keep(ranges: readonly RowRange[]): Promise<void>;
  /** Frees the memory or deletes the file. */
  close(): Promise<void>;
}

export interface HiddenStatesOptions {
  readonly rows: number;
  readonly width: number;
  readonly dtype: ComputeDtype;
  readonly memory?: HiddenMemory;
  /** Where threads work on a stream in memory; default `allocate`. */
  readonly allocate?: typeof allocate;
}

/** @throws SPILL_FAILED when the file cannot be made */
export async function openHiddenStates(options: HiddenStatesOptions): Promise<HiddenStates> {
  const { rows, width, dtype, memory } = options;
  const sizeBytes = rows * width * bytesPerElement(dtype);
  if (sizeBytes <= (memory?.maxBytes ?? defaultMaxBytes)) {
    return hiddenStatesOf((options.allocate ?? allocate)(dtype, rows * width), { rows, width });
  }
  const file = await openSpillFile({ folder: memory?.spillDir ?? tmpdir(), sizeBytes });
  return spilledStates({ file, rows, width, dtype });
}

/** A stream whose elements are in memory. */
export function hiddenStatesOf(elements: Elements, shape: { rows: number; width: number }): HiddenStates {
  const { width } = shape;
  let { rows } = shape;
  const each: HiddenStates['update'] = async (ranges, work) => {
    for (const range of ranges) {
      await work(elements.subarray(range.firstRow * width, (range.firstRow + range.rows) * width), range);
    }
  };
  return {
    width,
    spilled: false,
    get rows() {
      return rows;
    },
    update: each,
    read: each,
    async keep(ranges) {
      rows = 0;
      for (const range of ranges) {
        elements.copyWithin(rows * width, range.firstRow * width, (range.firstRow + range.rows) * width);
        rows += range.rows;
      }
    },
    async close() {
      elements = allocate('float32', 0);
    },
  };
}

interface SpilledOptions {
  file: Awaited<ReturnType<typeof openSpillFile>>;
  rows: number;
  width: number;
  dtype: ComputeDtype;
}

/** Rows that are moved at once by `keep`: 8 MB at a width of 4,096. */
const rowsAtOnce = 512;

function spilledStates({ file, width, dtype, ...shape }: SpilledOptions): HiddenStates {
  let { rows } = shape;
  const rowBytes = width * bytesPerElement(dtype);
  /** One at work, one being read, one being written. */
  let buffers: Elements[] = [];

  async function each(
    ranges: readonly RowRange[],
    work: (states: Elements, range: RowRange) => Promise<void> | void,
    stores: ((range: RowRange) => number) | null,
  ): Promise<void> {
    const longest = ranges.reduce((most, range) => Math.max(most, range.rows), 0);
    if ((buffers[0]?.length ?? 0) < longest * width) buffers = [0, 1, 2].map(() => allocate(dtype, longest * width));
    const load = (index: number) => {
      const states = buffers[index % 3].subarray(0, ranges[index].rows * width);
      return awaitedLater(file.read(bytesOf(states), ranges[index].firstRow * rowBytes).then(() => states));
    };
    let reading = ranges.length > 0 ? load(0) : null;
    let writing: Promise<void> | null = null;
    try {
      for (const [index, range] of ranges.entries()) {
        const states = await reading!;
        reading = index + 1 < ranges.length ? load(index + 1) : null;
        await work(states, range);
        await writing; // the buffer of the range before is the next to be read into
        if (stores !== null) writing = awaitedLater(file.write(bytesOf(states), stores(range) * rowBytes));
      }
      await writing;
    } finally {
      await Promise.allSettled([reading, writing]); // no transfer may go on in a buffer that is used again
    }
  }

  return {
    width,
    spilled: true,
    get rows() {
      return rows;
    },
    update: (ranges, work) => each(ranges, work, ({ firstRow }) => firstRow),
    read: (ranges, work) => each(ranges, work, null),
    async keep(ranges) {
      // A row moves down or stays, and rows move in order: none is written over that has still to be read, for the
      // range that is read meanwhile lies after all of those.
      let next = 0;
      await each(
        splitRanges(ranges, rowsAtOnce),
        () => undefined,
        (range) => {
          next += range.rows;
          return next - range.rows;
        },
      );
      rows = next;
    },
    async close() {
      buffers = [];
      await file.close();
    },
  };
}

/** A promise whose failure is dealt with where it is awaited, even when something else fails before. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const bytesOf = (elements: Elements) =>
  new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength) as Uint8Array<ArrayBuffer>;

/** The same rows in ranges of at most `maxRows`. */
export function splitRanges(ranges: readonly RowRange[], maxRows: number): RowRange[] {
  return ranges.flatMap(({ firstRow, rows }) =>
    Array.from({ length: Math.ceil(rows / maxRows) }, (_, i) => ({
      firstRow: firstRow + i * maxRows,
      rows: Math.min(maxRows, rows - i * maxRows),
    })),
  );
}
