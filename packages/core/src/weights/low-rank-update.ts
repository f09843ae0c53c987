/**
 * Adds a product of low rank to a matrix: into += scale * left right. Sums are float64 and rounded once per element.
 * @param into   [rows, cols] row-major
 * @param left   [rows, rank]
 * @param right  [rank, cols]
 * Four ranks per turn of the inner loop: a sum is loaded and stored a quarter as often. O(rows rank cols).
 */
export function addLowRank(options: {
  into: Float32Array;
  left: Float32Array;
  right: Float32Array;
  rank: number;
  scale: number;
}): void {
  const { into, left, right, rank, scale } = options;
  const cols = right.length / rank;
  const rows = left.length / rank;
  const sums = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    let k = 0;
    for (; k + 4 <= rank; k += 4) {
      const at = row * rank + k;
      addFour(sums, right, { cols, from: k * cols, a: left[at], b: left[at + 1], c: left[at + 2], d: left[at + 3] });
    }
    for (; k < rank; k++) {
      const factor = left[row * rank + k];
      const from = k * cols;
      for (let col = 0; col < cols; col++) sums[col] += factor * right[from + col];
    }
    const start = row * cols;
    for (let col = 0; col < cols; col++) into[start + col] += scale * sums[col];
  }
}

function addFour(
  sums: Float64Array,
  right: Float32Array,
  { cols, from, a, b, c, d }: { cols: number; from: number; a: number; b: number; c: number; d: number },
): void {
  const second = from + cols;
  const third = second + cols;
  const fourth = third + cols;
  for (let col = 0; col < cols; col++) {
    sums[col] += a * right[from + col] + b * right[second + col] + c * right[third + col] + d * right[fourth + col];
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
