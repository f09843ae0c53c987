import { rowScanModule } from './row-scan-module.ts';

/** Looks at single rows of float32 costs, by a WebAssembly instance into whose memory they are copied one at a time. */
export interface RowScanner {
  readonly instance: Instance;
  readonly cols: number;
  readonly sign: number;
  /** [cols] the row last loaded: a view of the instance's memory, without the sign. */
  readonly cells: Float32Array;
  /** Address behind the row and what fills its last step; the duals follow there. */
  readonly rowEnd: number;
  /** [cols] duals, rounded up, in the instance's memory. */
  readonly rounded: Float32Array;
  /** Three times four numbers that the instance writes. */
  readonly result: Float32Array;
  duals: Float64Array;
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
  next(at: number, rowEnd: number, flip: number, limit: number, duals: number): number;
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
 * The scanner of this thread; it is void when the next one is taken. All duals are 0.
 * Minima of the rows of a 3,072 x 3,072 matrix take 5 ms (half of it the copying), a loop over typed arrays 11 to 20.
 * Not closures: those are new objects in each call, for which V8 throws away what it had compiled.
 */
export function rowScanner(cols: number, sign: number): RowScanner {
  const rowEnd = rowAt + Math.ceil((4 * cols) / step) * step;
  const instance = instanceFor(2 * rowEnd - rowAt);
  const { buffer } = instance.memory;
  const padded = (rowEnd - rowAt) / 4;
  new Float32Array(buffer, rowAt, padded).fill(sign * padding, cols);
  return {
    instance,
    cols,
    sign,
    cells: new Float32Array(buffer, rowAt, cols),
    rowEnd,
    rounded: new Float32Array(buffer, rowEnd, padded).fill(0),
    result: new Float32Array(buffer, 0, 12),
    duals: new Float64Array(cols),
  };
}

/** v [cols], which must not change while `columnsBelow` goes by it. */
export function setDuals(scanner: RowScanner, v: Float64Array): void {
  scanner.duals = v;
  for (let j = 0; j < v.length; j++) scanner.rounded[j] = roundUp(v[j]);
}

/** The two smallest costs (sign applied) of the row, equal on ties. @returns false unless all are finite and below 2^120 */
export function rowMinima({ instance, rowEnd, sign, result }: RowScanner, into: LeastTwo): boolean {
  instance.minima(rowAt, rowEnd, flipOf(sign));
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
}

/** Columns whose c_j - v_j is at most `limit` (sign applied, in float64), ascending, into `columns`. @returns how many */
export function columnsBelow(scanner: RowScanner, limit: number, columns: Int32Array): number {
  const { instance, rowEnd, sign, cols, cells, duals } = scanner;
  const flip = flipOf(sign);
  let count = 0;
  // Float32 differences from duals that are not smaller find every column, and a few more: rounding is monotonic, and
  // a difference of two float32 numbers rounded to float64 first and then to float32 is the same.
  for (let at = rowAt; at < rowEnd; at += step) {
    at = instance.next(at, rowEnd, flip, limit, at + rowEnd - rowAt);
    const from = (at - rowAt) >> 2;
    const end = Math.min(from + step / 4, cols);
    for (let j = from; j < end; j++) if (sign * cells[j] - duals[j] <= limit) columns[count++] = j;
  }
  return count;
}

const flipOf = (sign: number) => (sign < 0 ? 0x80000000 | 0 : 0);

/** The smallest float32 that is not smaller. */
function roundUp(value: number): number {
  const near = Math.fround(value);
  if (near >= value) return near;
  // Between neighbours there is half a unit of 2^-23, or of the smallest number.
  return Math.fround(near + Math.max(Math.abs(near) * 2 ** -23, 2 ** -149));
}
