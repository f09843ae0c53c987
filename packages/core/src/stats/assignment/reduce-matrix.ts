import { type CostMatrix, loadBlock } from './cost-matrix.ts';
import { lowerDuals as lowerByScanner, type RowScanner, rowMinima, rowMinimaOfBlock, setDuals } from './row-scanner.ts';

export interface ReducedMatrix {
  /** [cols] start_j + smallest of c_ij - start_j - (minimum of c_i - start): first column duals. */
  v: Float64Array;
  /** [cols] the row that has it; the first one on ties. */
  argMinima: Int32Array;
  /** [rows] smallest c_ij - start_j. */
  minima: Float64Array;
  /** False when a cell is NaN or infinite, or so large that a sum of four overflows. */
  isBounded: boolean;
}

/**
 * Row reduction, column reduction and a check that every cell is finite, in one pass over the matrix. The rows' minima
 * go first because offsets of rows (squared distances have them) and rows of zeros (dead units) would otherwise decide
 * every column minimum; they are taken block by block, while the block is in cache.
 * @param start  [cols] column duals to begin with
 */
export function reduceMatrix(matrix: CostMatrix, start: Float64Array): ReducedMatrix {
  const { rows, cols } = matrix;
  const v = new Float64Array(cols).fill(Number.POSITIVE_INFINITY);
  const argMinima = new Int32Array(cols);
  const minima = new Float64Array(rows);
  const ofBlock = new Float64Array(4);
  let isBounded = true;
  if (matrix.scanner !== undefined && start.every((dual) => dual === 0)) return scanned(matrix, matrix.scanner);
  for (let first = 0; first < rows; first += 4) {
    const count = loadBlock(matrix, first);
    if (!blockMinima(matrix, start, ofBlock)) isBounded = false;
    minima.set(ofBlock.subarray(0, count), first);
    lowerDuals(matrix, { v, argMinima, minima: ofBlock, first, start });
  }
  for (let j = 0; j < cols; j++) v[j] += start[j];
  return { v, argMinima, minima, isBounded };
}

/** From duals of 0, by SIMD. */
function scanned(matrix: CostMatrix, scanner: RowScanner): ReducedMatrix {
  const { rows, cols } = matrix;
  const v = new Float64Array(cols).fill(Number.POSITIVE_INFINITY);
  const argMinima = new Int32Array(cols);
  const minima = new Float64Array(rows);
  const ofBlock = rowMinimaOfBlock();
  setDuals(scanner, v);
  for (let first = 0; first < rows; first += 4) {
    const count = loadBlock(matrix, first);
    if (!rowMinima(scanner, ofBlock)) return { v, argMinima, minima, isBounded: false };
    minima.set(ofBlock.least.subarray(0, count), first);
    lowerByScanner(scanner, { first, argMinima });
  }
  return { v, argMinima, minima, isBounded: true };
}

/** The minima of four rows. @returns false if one of them may contain NaN or an infinity */
function blockMinima(
  { block: [row0, row1, row2, row3], sign, cols }: CostMatrix,
  start: Float64Array,
  minima: Float64Array,
): boolean {
  let least0 = Number.POSITIVE_INFINITY;
  let least1 = Number.POSITIVE_INFINITY;
  let least2 = Number.POSITIVE_INFINITY;
  let least3 = Number.POSITIVE_INFINITY;
  let isBounded = true;
  for (let j = 0; j < cols; j++) {
    const from = start[j];
    const c0 = sign * row0[j] - from;
    const c1 = sign * row1[j] - from;
    const c2 = sign * row2[j] - from;
    const c3 = sign * row3[j] - from;
    // NaN and +Infinity survive the sum, -Infinity shows in the minima; a sum that overflows is looked at again.
    if (!(c0 + c1 + c2 + c3 < Number.MAX_VALUE)) isBounded = false;
    if (c0 < least0) least0 = c0;
    if (c1 < least1) least1 = c1;
    if (c2 < least2) least2 = c2;
    if (c3 < least3) least3 = c3;
  }
  minima[0] = least0;
  minima[1] = least1;
  minima[2] = least2;
  minima[3] = least3;
  return isBounded && least0 + least1 + least2 + least3 > -Number.MAX_VALUE;
}

interface Lowering extends Pick<ReducedMatrix, 'v' | 'argMinima'> {
  minima: Float64Array;
  first: number;
  start: Float64Array;
}

function lowerDuals({ block: [row0, row1, row2, row3], sign, cols }: CostMatrix, lowering: Lowering): void {
  const { v, argMinima, minima, first, start } = lowering;
  const [least0, least1, least2, least3] = minima;
  for (let j = 0; j < cols; j++) {
    const from = start[j];
    const c0 = sign * row0[j] - from - least0;
    const c1 = sign * row1[j] - from - least1;
    const c2 = sign * row2[j] - from - least2;
    const c3 = sign * row3[j] - from - least3;
    const dual = v[j];
    if (c0 < dual || c1 < dual || c2 < dual || c3 < dual) {
      let lower = c0;
      let row = first;
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
      v[j] = lower;
      argMinima[j] = row;
    }
  }
}
