/** A B in float32, [m, n] row-major, of a [m, k] and b [k, n]. */
export type MatrixProduct = (operands: {
  a: Float32Array;
  b: Float32Array;
  m: number;
  k: number;
  n: number;
}) => Promise<Float32Array>;

/**
 * Elements of the product made at a time, 4 MiB: 4,096 x 4,096 of rank 16 take 95 ms with the engine's product on two busy
 * cores whatever part is made at once, and 205 ms in a plain loop; of rank 64, 100 and 720 ms.
 */
const partElements = 2 ** 20;

/**
 * Adds a product of low rank to a matrix: into += scale * left right, rounded as PEFT's merge rounds it.
 * @param into   [rows, cols] row-major
 * @param left   [rows, rank]
 * @param right  [rank, cols]
 * O(rows rank cols); extra memory a part of the product.
 */
export async function addLowRank(options: {
  into: Float32Array;
  left: Float32Array;
  right: Float32Array;
  rank: number;
  scale: number;
  product: MatrixProduct;
}): Promise<void> {
  const { into, left, right, rank, scale, product } = options;
  const cols = right.length / rank;
  const rows = left.length / rank;
  const rowsAtATime = Math.max(1, Math.floor(partElements / cols));
  for (let start = 0; start < rows; start += rowsAtATime) {
    const end = Math.min(rows, start + rowsAtATime);
    const part = await product({
      a: left.subarray(start * rank, end * rank),
      b: right,
      m: end - start,
      k: rank,
      n: cols,
    });
    const from = start * cols;
    for (let i = 0; i < part.length; i++) into[from + i] += scale * part[i];
  }
}

/** [rows, cols] row-major -> rows `indices` of its transpose, [indices.length, rows]. */
export function columnsOf(matrix: Float32Array, cols: number, indices: ArrayLike<number>): Float32Array {
  const rows = matrix.length / cols;
  const columns = new Float32Array(indices.length * rows);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < indices.length; i++) columns[i * rows + row] = matrix[row * cols + indices[i]];
  }
  return columns;
}
