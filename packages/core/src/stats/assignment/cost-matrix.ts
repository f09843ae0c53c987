import { type RowScanner, rowScanner } from './row-scanner.ts';

/** Rows read together: the column duals are then loaded once for four rows, which is what bounds a dense pass. */
export const blockRows = 4;

type Row = Float64Array | Float32Array;

/** A dense cost matrix as the solver sees it: always a minimisation, read in blocks of four rows. */
export interface CostMatrix {
  readonly rows: number;
  readonly cols: number;
  /** +1, or -1 where the caller maximises: the solver's cost is `sign * cell`. */
  readonly sign: number;
  readonly data: Float64Array | Float32Array;
  /** [4][cols] the rows last loaded, without the sign. Past the last row: the last row again. */
  readonly block: [Row, Row, Row, Row];
  /** Looks at the loaded rows of float32 costs by SIMD. */
  readonly scanner: RowScanner | undefined;
}

export interface CostMatrixOptions {
  cost: Float64Array | Float32Array;
  rows: number;
  cols: number;
  maximize: boolean;
}

/**
 * Wraps the caller's array; copies nothing of a Float64Array. Float32 rows are copied into the memory of a scanner, four at a
 * time, which costs what reading them costs. One matrix of float32 costs at a time in each thread: its scanner is void when
 * the next is made.
 */
export function costMatrix({ cost, rows, cols, maximize }: CostMatrixOptions): CostMatrix {
  const sign = maximize ? -1 : 1;
  const scanner = cost instanceof Float32Array && cols > 1 ? rowScanner(cols, sign) : undefined;
  return { rows, cols, sign, data: cost, block: scanner ? [...scanner.cells] : widened(cost, cols), scanner };
}

/** The same matrix without a scanner: for float32 costs whose sums would overflow. */
export function withoutScanner(matrix: CostMatrix): CostMatrix {
  return { ...matrix, block: widened(matrix.data, matrix.cols), scanner: undefined };
}

function widened(cost: Row, cols: number): CostMatrix['block'] {
  const scratch = () => new Float64Array(cost instanceof Float64Array ? 0 : cols);
  return [scratch(), scratch(), scratch(), scratch()];
}

/**
 * Makes `wanted` rows from `first` readable in `block`. Views of single rows also keep every index below 2^31, and save
 * bounds arithmetic: 17 against 21 ms for a pass over 3,072 x 3,072.
 * @returns how many of them exist
 */
export function loadBlock(matrix: CostMatrix, first: number, wanted = blockRows): number {
  const { data, block, rows, cols, scanner } = matrix;
  const count = Math.min(wanted, rows - first);
  if (count === blockRows && scanner?.block !== undefined) {
    scanner.block.set(data.subarray(first * cols, (first + blockRows) * cols));
    return count;
  }
  for (let k = 0; k < count; k++) {
    const at = (first + k) * cols;
    if (data instanceof Float64Array) block[k] = data.subarray(at, at + cols);
    else block[k].set(data.subarray(at, at + cols));
  }
  for (let k = count; k < wanted; k++) {
    if (data instanceof Float64Array) block[k] = block[count - 1];
    else block[k].set(block[count - 1]);
  }
  return count;
}

/** One cost, sign applied. */
export function costAt({ data, cols, sign }: CostMatrix, row: number, column: number): number {
  return sign * data[row * cols + column];
}
