import { rowScanModule } from './row-scan-module.ts';

/** Looks at blocks of four rows of float32 costs, by a WebAssembly instance into whose memory they are copied. */
export interface RowScanner {
  readonly instance: Instance;
  readonly cols: number;
  readonly sign: number;
  /** Four times [cols] the rows last loaded: views of the instance's memory, without the sign. */
  readonly cells: readonly [Float32Array, Float32Array, Float32Array, Float32Array];
  /** [4 cols] all of them, where rows fill whole steps and so stand one behind the other. */
  readonly block: Float32Array | undefined;
  /** Bytes from one row to the next: the row and what fills its last step. */
  readonly stride: number;
  /** [cols] duals, rounded up, in the instance's memory. */
  readonly rounded: Float32Array;
  /** Four times least, second, sum, and a column. */
  readonly result: Float32Array;
  readonly resultColumn: Int32Array;
  /** Columns that the instance found. */
  readonly found: Int32Array;
  duals: Float64Array;
}

/** Of the rows of a block. */
export interface RowMinima {
  /** [4] smallest cost (sign applied), the first column that has it, and the smallest of the other columns. */
  readonly least: Float64Array;
  readonly column: Int32Array;
  readonly second: Float64Array;
}

export function rowMinimaOfBlock(): RowMinima {
  const ofRows = () => new Float64Array(blockRows);
  return { least: ofRows(), column: new Int32Array(blockRows), second: ofRows() };
}

const { step, minimaStride } = rowScanModule;
const blockRows = 4;
const rowsAt = blockRows * minimaStride;
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
  minima(at: number, rowEnd: number, flip: number, out: number): void;
  below(at: number, rowEnd: number, flip: number, limit: number, duals: number, out: number): number;
  lower(at: number, rowEnd: number, stride: number, flip: number, duals: number): number;
}

let shared: Instance | undefined;

/** One instance per thread, used by one synchronous solver at a time: the memory of each reserves gigabytes of addresses. */
function instanceFor(bytes: number): Instance {
  if (shared === undefined) {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(rowScanModule.bytes), { host: { memory } });
    shared = { memory, ...(exports as unknown as Omit<Instance, 'memory'>) };
  }
  const missing = bytes - shared.memory.buffer.byteLength;
  if (missing > 0) shared.memory.grow(Math.ceil(missing / pageBytes));
  return shared;
}

/**
 * The scanner of this thread; it is void when the next one is taken. All duals are 0.
 * Not closures: those are new objects in each call, for which V8 throws away what it had compiled.
 */
export function rowScanner(cols: number, sign: number): RowScanner {
  const stride = Math.ceil((4 * cols) / step) * step;
  const instance = instanceFor(rowsAt + (blockRows + 2) * stride);
  const { buffer } = instance.memory;
  const dualsAt = rowsAt + blockRows * stride;
  const row = (k: number) => {
    new Float32Array(buffer, rowsAt + k * stride, stride / 4).fill(sign * padding, cols);
    return new Float32Array(buffer, rowsAt + k * stride, cols);
  };
  return {
    instance,
    cols,
    sign,
    cells: [row(0), row(1), row(2), row(3)],
    block: stride === 4 * cols ? new Float32Array(buffer, rowsAt, blockRows * cols) : undefined,
    stride,
    rounded: new Float32Array(buffer, dualsAt, stride / 4).fill(0),
    result: new Float32Array(buffer, 0, rowsAt / 4),
    resultColumn: new Int32Array(buffer, 0, rowsAt / 4),
    found: new Int32Array(buffer, dualsAt + stride, stride / 4),
    duals: new Float64Array(cols),
  };
}

/** v [cols], which must not change while `columnsBelow` goes by it. */
export function setDuals(scanner: RowScanner, v: Float64Array): void {
  scanner.duals = v;
  for (let j = 0; j < v.length; j++) scanner.rounded[j] = roundUp(v[j]);
}

/** Of the four rows of the block, [4] each. @returns false unless all costs are finite and second choices below 2^120 */
export function rowMinima(
  { instance, stride, sign, result, resultColumn }: RowScanner,
  { least, column, second }: RowMinima,
): boolean {
  const flip = flipOf(sign);
  let isBounded = true;
  for (let k = 0; k < blockRows; k++) {
    const at = rowsAt + k * stride;
    instance.minima(at, at + stride, flip, minimaStride * k);
    least[k] = result[4 * k];
    second[k] = result[4 * k + 1];
    column[k] = resultColumn[4 * k + 3];
    if (!(second[k] < padding && Number.isFinite(result[4 * k + 2]))) isBounded = false;
  }
  return isBounded;
}

/**
 * Columns of row `k` of the block whose c_j - v_j is at most `limit` (sign applied, in float64), ascending, into `columns`.
 * @returns how many
 */
export function columnsBelow(
  scanner: RowScanner,
  { k, limit, columns }: { k: number; limit: number; columns: Int32Array },
): number {
  const { instance, stride, sign, cols, duals, found } = scanner;
  const at = rowsAt + k * stride;
  const listAt = rowsAt + (blockRows + 1) * stride;
  // Float32 differences from duals that are not smaller find every column, and a few more: rounding is monotonic, and
  // a difference of two float32 numbers rounded to float64 first and then to float32 is the same.
  const listEnd = instance.below(at, at + stride, flipOf(sign), limit, rowsAt + blockRows * stride, listAt);
  const cells = scanner.cells[k];
  const hits = (listEnd - listAt) / 4;
  let count = 0;
  for (let h = 0; h < hits; h++) {
    const j = found[h];
    if (j < cols && sign * cells[j] - duals[j] <= limit) columns[count++] = j;
  }
  return count;
}

/**
 * Lowers the duals to the smallest c_ij - least_i of the four rows of the block, where that is smaller, and notes its row, the
 * first of equals. `rowMinima` must have seen the block. Float64 where float32 cannot tell.
 */
export function lowerDuals(scanner: RowScanner, { first, argMinima }: { first: number; argMinima: Int32Array }): void {
  const { instance, stride, sign, cols, duals, rounded, cells, result } = scanner;
  const flip = flipOf(sign);
  const [least0, least1, least2, least3] = [result[0], result[4], result[8], result[12]];
  const [row0, row1, row2, row3] = cells;
  const rowEnd = rowsAt + stride;
  for (let at = rowsAt; at < rowEnd; at += step) {
    at = instance.lower(at, rowEnd, stride, flip, at + blockRows * stride);
    const from = (at - rowsAt) >> 2;
    const end = Math.min(from + step / 4, cols);
    for (let j = from; j < end; j++) {
      const c0 = sign * row0[j] - least0;
      const c1 = sign * row1[j] - least1;
      const c2 = sign * row2[j] - least2;
      const c3 = sign * row3[j] - least3;
      const before = duals[j];
      let lower = before;
      let row = -1;
      if (c0 < lower) {
        lower = c0;
        row = first;
      }
      if (c1 < lower) {
        lower = c1;
        row = first + 1;
      }
      if (c2 < lower) {
        lower = c2;
        row = first + 2;
      }
      if (c3 < lower) {
        lower = c3;
        row = first + 3;
      }
      if (row < 0) continue;
      duals[j] = lower;
      rounded[j] = lower > 0 ? roundUp(lower) : -1; // nothing can be lower, and rows of zeros would all be looked at
      argMinima[j] = row;
    }
  }
}

const flipOf = (sign: number) => (sign < 0 ? 0x80000000 | 0 : 0);
const largest = (2 - 2 ** -23) * 2 ** 127;

/** The smallest float32 that is not smaller. */
function roundUp(value: number): number {
  const near = Math.fround(value);
  if (near >= value) return near;
  if (near === Number.NEGATIVE_INFINITY) return -largest;
  // Between neighbours there is half a unit of 2^-23, or of the smallest number.
  return Math.fround(near + Math.max(Math.abs(near) * 2 ** -23, 2 ** -149));
}
