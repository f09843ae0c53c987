import { blockRows, type CostMatrix, costAt, loadBlock } from './cost-matrix.ts';

/** Rows and columns looked at before a pass over the matrix. Of noise, the leading component has 4/128 of the variance. */
const sampleSide = 128;
/** Share of the variance, in the sample, from which the leading component is worth two passes. */
const smallestShare = 0.1;
const iterations = 4;

/**
 * First column duals for costs that are mostly a product of something of the row and something of the column, beside offsets of
 * both: c_ij = a_i + b_j + x_i y_j + rest, as cosines of activations are, which share a mean. Without the rest, the optimum pairs
 * ascending x with descending y, and v_l - v_k = b_l - b_k + (y_l - y_k) (x_k + x_l) / 2 for neighbours k, l in that order are
 * optimal duals.
 *
 * Any start is valid; from this one few rows stay free. On cosines of 4,096 activations of two GPT-2 shapes of 3,072 units 0.31
 * to 0.4 s instead of 0.55 to 1.3.
 * @param matrix  as many rows as columns
 * @returns v [cols]; zeros where no such product stands out
 */
export function rankOneDuals(matrix: CostMatrix): Float64Array {
  const { cols } = matrix;
  const none = new Float64Array(cols);
  const start = leadingRow(matrix);
  if (start === null) return none;
  let y = new Float64Array(cols);
  for (let j = 0; j < cols; j++) y[j] = costAt(matrix, start, j);
  centreAndNormalize(y);
  y = passOver(matrix, y).next;
  centreAndNormalize(y);
  const { image: x, columnMeans: v } = passOver(matrix, y);
  const order = Int32Array.from({ length: cols }, (_, j) => j).sort((k, l) => y[l] - y[k]);
  x.sort();
  for (let k = 1, sum = 0; k < cols; k++) {
    sum += ((y[order[k]] - y[order[k - 1]]) * (x[k - 1] + x[k])) / 2;
    v[order[k]] += sum;
  }
  return v.every(Number.isFinite) ? v : none;
}

/** A row that the leading component of a sample is large in; null where it has too little of the variance. */
function leadingRow(matrix: CostMatrix): number | null {
  const { rows } = matrix;
  const side = Math.min(sampleSide, rows);
  if (side < sampleSide) return null; // small problems take no time
  const step = Math.floor(rows / side);
  const sample = Array.from({ length: side }, (_, i) =>
    Float64Array.from({ length: side }, (_, j) => costAt(matrix, i * step, j)),
  );
  const columnMeans = new Float64Array(side);
  for (const row of sample) {
    const mean = row.reduce((sum, value) => sum + value, 0) / side;
    for (let j = 0; j < side; j++) {
      row[j] -= mean;
      columnMeans[j] += row[j] / side;
    }
  }
  let variance = 0;
  let largest = 0;
  let largestRow = 0;
  for (const [i, row] of sample.entries()) {
    for (let j = 0; j < side; j++) row[j] -= columnMeans[j];
    const squared = row.reduce((sum, value) => sum + value * value, 0);
    variance += squared;
    if (squared > largest) {
      largest = squared;
      largestRow = i;
    }
  }
  if (!(variance > 0)) return null;
  let y = sample[largestRow];
  let x = new Float64Array(side);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const norm = Math.hypot(...y);
    x = Float64Array.from(sample, (row) => row.reduce((sum, value, j) => sum + value * y[j], 0) / norm);
    y = Float64Array.from({ length: side }, (_, j) => sample.reduce((sum, row, i) => sum + row[j] * x[i], 0));
  }
  const explained = x.reduce((sum, value) => sum + value * value, 0);
  if (!(explained > smallestShare * variance)) return null;
  let best = 0;
  for (let i = 1; i < side; i++) if (Math.abs(x[i]) > Math.abs(x[best])) best = i;
  return best * step;
}

/** image [rows] = C y minus its mean, next [cols] = C^T image: a step of the power method, in one pass. */
function passOver(matrix: CostMatrix, y: Float64Array) {
  const { rows, cols, block, sign } = matrix;
  const image = new Float64Array(rows);
  const next = new Float64Array(cols);
  const columnMeans = new Float64Array(cols);
  const products = new Float64Array(blockRows);
  for (let first = 0; first < rows; first += blockRows) {
    const count = loadBlock(matrix, first);
    multiply(block, y, products);
    for (let k = 0; k < count; k++) image[first + k] = sign * products[k];
    for (let k = count; k < blockRows; k++) products[k] = 0;
    accumulate(block, { products, next, columnSums: columnMeans, count });
  }
  const mean = image.reduce((sum, value) => sum + value, 0) / rows;
  for (let i = 0; i < rows; i++) image[i] -= mean;
  for (let j = 0; j < cols; j++) {
    next[j] -= mean * sign * columnMeans[j];
    columnMeans[j] *= sign / rows;
  }
  return { image, next, columnMeans };
}

function multiply([row0, row1, row2, row3]: CostMatrix['block'], y: Float64Array, products: Float64Array): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = 0; j < y.length; j++) {
    const value = y[j];
    s0 += row0[j] * value;
    s1 += row1[j] * value;
    s2 += row2[j] * value;
    s3 += row3[j] * value;
  }
  products.set([s0, s1, s2, s3]);
}

function accumulate(
  [row0, row1, row2, row3]: CostMatrix['block'],
  options: { products: Float64Array; next: Float64Array; columnSums: Float64Array; count: number },
): void {
  const { products, next, columnSums, count } = options;
  const [p0, p1, p2, p3] = products;
  const [w1, w2, w3] = [1, 2, 3].map((k) => (k < count ? 1 : 0)); // past the last row it is repeated
  for (let j = 0; j < next.length; j++) {
    next[j] += p0 * row0[j] + p1 * row1[j] + (p2 * row2[j] + p3 * row3[j]);
    columnSums[j] += row0[j] + w1 * row1[j] + (w2 * row2[j] + w3 * row3[j]);
  }
}

function centreAndNormalize(y: Float64Array): void {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  let squares = 0;
  for (let j = 0; j < y.length; j++) {
    y[j] -= mean;
    squares += y[j] * y[j];
  }
  const norm = Math.sqrt(squares);
  for (let j = 0; j < y.length; j++) y[j] /= norm;
}
