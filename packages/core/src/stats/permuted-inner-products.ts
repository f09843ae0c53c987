import { ModelTraceError } from '../errors.ts';

export interface PermutedInnerProductsOptions {
  /** [rows, cols] row-major. */
  a: Float32Array;
  /** [rows, cols] row-major. */
  b: Float32Array;
  rows: number;
  cols: number;
  /** For each draw, which row of b meets each row of a; null: its own, in all draws. */
  rowOrders: readonly Int32Array[] | null;
  /** For each draw, which column of b meets each column of a; null: its own, in all draws. */
  colOrders: readonly Int32Array[] | null;
  /** Number of draws, at least that of given orders. */
  draws: number;
}

export interface PermutedInnerProducts {
  /** sum a^2 */
  squaredA: number;
  /** sum b^2 */
  squaredB: number;
  /** sum (a - b)^2 */
  squaredDifference: number;
  /** sum a b, added in the order of the draws. */
  product: number;
  /** [draws] sum over i, j of a[i, j] b[rowOrder[i], colOrder[j]] */
  permuted: Float64Array;
}

/**
 * Inner products of two matrices under relabellings of the second, accumulated in float64: the products of a row, then the
 * rows. The product without a relabelling is computed as if its orders were the identity, so that the test that compares it
 * with the draws compares values of one and the same function. An element passes cols + rows additions at most.
 * NaN and infinity propagate. O(draws * rows * cols), no memory beside the result.
 * @throws STATS_SHAPE
 */
export function permutedInnerProducts(options: PermutedInnerProductsOptions): PermutedInnerProducts {
  const { a, b, rows, cols, rowOrders, colOrders, draws } = options;
  if (a.length !== rows * cols || b.length !== rows * cols) {
    throw new ModelTraceError('STATS_SHAPE', `Matrices of ${a.length} and ${b.length} elements, not ${rows} x ${cols}`);
  }
  let [squaredA, squaredB, squaredDifference] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i], b[i]];
    squaredA += x * x;
    squaredB += y * y;
    squaredDifference += (x - y) * (x - y);
  }
  let product = 0;
  for (let at = 0; at < a.length; at += cols) product += plainProduct({ a, b, at, from: at, cols });
  const permuted = new Float64Array(draws).fill(product);
  for (let draw = 0; draw < draws && (rowOrders !== null || colOrders !== null); draw++) {
    const rowOrder = rowOrders?.[draw] ?? null;
    const colOrder = colOrders?.[draw] ?? null;
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const from = (rowOrder === null ? row : rowOrder[row]) * cols;
      sum +=
        colOrder === null
          ? plainProduct({ a, b, at: row * cols, from, cols })
          : gatheredProduct({ a, b, at: row * cols, from, order: colOrder });
    }
    permuted[draw] = sum;
  }
  return { squaredA, squaredB, squaredDifference, product, permuted };
}

interface RowProduct {
  a: Float32Array;
  b: Float32Array;
  at: number;
  from: number;
}

function plainProduct({ a, b, at, from, cols }: RowProduct & { cols: number }): number {
  let sum = 0;
  for (let col = 0; col < cols; col++) sum += a[at + col] * b[from + col];
  return sum;
}

function gatheredProduct({ a, b, at, from, order }: RowProduct & { order: Int32Array }): number {
  let sum = 0;
  for (let col = 0; col < order.length; col++) sum += a[at + col] * b[from + order[col]];
  return sum;
}
