import { rowScanModule } from './row-scan-module.ts';

/** Looks at single rows of float32 costs, by a WebAssembly instance into whose memory they are copied one at a time. */
export interface RowScanner {
  /** [cols] the row last loaded: a view of the instance's memory, without the sign. */
  readonly cells: Float32Array;
  load(row: Float32Array): void;
  /** The two smallest costs (sign applied) of the loaded row, equal on ties; undefined unless all are finite and small. */
  minima(into: LeastTwo): boolean;
  /** Columns whose cost (sign applied) is at most `limit`, ascending, into `columns`. @returns how many */
  below(limit: number, columns: Int32Array): number;
}

export interface LeastTwo {
  least: number;
  second: number;
}

const { step } = rowScanModule;
const rowAt = 64;
const pageBytes = 64 * 1024;
/** Fills the last step of a row. Larger costs are declined; a few of it do not overflow a float32 sum. */
const padding = 2 ** 120;

declare const WebAssembly: {
  Memory: new (pages: { initial: number }) => { readonly buffer: ArrayBuffer; grow(pages: number): number };
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

interface Instance {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  minima(at: number, rowEnd: number, flip: number): void;
  next(at: number, rowEnd: number, flip: number, limit: number): number;
}

let shared: Instance | undefined;

/** One instance per thread, used by one synchronous solver at a time: the memory of each reserves gigabytes of addresses. */
function instanceFor(bytes: number): Instance {
  if (shared === undefined) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rowScanModule.bytes), { host: { memory } });
    shared = { memory, ...(exports as unknown as Pick<Instance, 'minima' | 'next'>) };
  }
  const missing = bytes - shared.memory.buffer.byteLength;
  if (missing > 0) shared.memory.grow(Math.ceil(missing / pageBytes));
  return shared;
}

/**
 * The scanner of this thread; it is void when the next one is taken.
 * A 3,072 x 3,072 matrix takes 5 to 6 ms where the same loop over typed arrays takes 20 (one thread of an EPYC).
 */
export function rowScanner(cols: number, sign: number): RowScanner {
  const rowEnd = rowAt + Math.ceil((4 * cols) / step) * step;
  const { memory, minima, next } = instanceFor(rowEnd);
  const flip = sign < 0 ? 0x80000000 | 0 : 0;
  const cells = new Float32Array(memory.buffer, rowAt, cols);
  const result = new Float32Array(memory.buffer, 0, 12);
  new Float32Array(memory.buffer, rowAt, (rowEnd - rowAt) / 4).fill(sign * padding, cols);
  return {
    cells,
    load: (row) => cells.set(row),
    minima(into) {
      minima(rowAt, rowEnd, flip);
      let least = Number.POSITIVE_INFINITY;
      let second = Number.POSITIVE_INFINITY;
      for (let k = 0; k < 8; k++) {
        const value = result[k];
        if (value < least) {
          second = least;
          least = value;
        } else if (value < second) second = value;
      }
      into.least = least;
      into.second = second;
      return second < padding && Number.isFinite(result[8] + result[9] + result[10] + result[11]);
    },
    below(limit, columns) {
      let count = 0;
      for (let at = next(rowAt, rowEnd, flip, limit); at < rowEnd; at = next(at, rowEnd, flip, limit)) {
        const from = (at - rowAt) >> 2;
        const end = Math.min(from + step / 4, cols);
        for (let j = from; j < end; j++) if (sign * cells[j] <= limit) columns[count++] = j;
        at += step;
        if (at >= rowEnd) break;
      }
      return count;
    },
  };
}
