import { matrixProduct } from '../engine/index.ts';
import { polarFactor } from '../stats/index.ts';
import type { TracedModel } from './traced-model.ts';

/** Rows of the embedding matrix in memory at a time: 4,096 x 768 in float64 are 25 MB. */
const chunkRows = 4096;

/**
 * The orthogonal map from the residual stream of b to that of a, from the token embeddings alone:
 *
 *   Q = U V^T,  U S V^T = svd(E_b^T E_a),
 *
 * E: rows centred over d, then over tokens (orthogonal Procrustes, doi:10.1007/BF02289451). Handles permutation and
 * rotation of the stream. It never looks at hidden units, so statistics on their order stay exact after it.
 * E is centred over d, so the all-ones vector is in the null space on both sides; Q is made to keep it. What is multiplied by Q
 * should be centred over d as well: nothing is known of that direction.
 * @returns Q [d, d] row-major: row vectors of b times Q compare with row vectors of a
 */
export async function alignResidualStreams(options: {
  a: TracedModel;
  b: TracedModel;
  /** Rows that stand for the same tokens, d of them at least; default all, in their order. */
  rows?: { a: Int32Array; b: Int32Array };
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const d = options.a.spec.hiddenSize;
  const { cross } = await embeddingProducts(options);
  addAllOnes(cross, d);
  return polarFactor({ a: cross, n: d, product: matrixProduct, signal: options.signal });
}

/**
 * Inner products of the columns of the embeddings of two models, of rows that stand for the same tokens, centred over d, then
 * over tokens.
 * @returns cross [d, d] = E_b^T E_a; squared norms [d] of the columns of E_a and E_b
 */
export async function embeddingProducts(options: Parameters<typeof alignResidualStreams>[0]) {
  const { a, b, rows, signal } = options;
  const d = a.spec.hiddenSize;
  const tokens = rows?.a.length ?? a.spec.vocabSize;
  const cross = new Float64Array(d * d);
  const [sumsA, sumsB] = [columnSums(d), columnSums(d)];
  for (let start = 0; start < tokens; start += chunkRows) {
    signal?.throwIfAborted();
    const end = Math.min(start + chunkRows, tokens);
    const rowsA = await centredEmbeddings(a, { range: [start, end], rows: rows?.a, sums: sumsA });
    const rowsB = await centredEmbeddings(b, { range: [start, end], rows: rows?.b, sums: sumsB });
    const part = await matrixProduct({ a: rowsB, b: rowsA, m: d, k: end - start, n: d, transposeA: true });
    for (let i = 0; i < cross.length; i++) cross[i] += part[i];
  }
  // E - mean instead of E, after the pass: X^T Y - n mean_x mean_y^T.
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) cross[i * d + j] -= (sumsB.values[i] * sumsA.values[j]) / tokens;
  const centred = ({ values, squares }: ColumnSums) => squares.map((sum, j) => sum - values[j] ** 2 / tokens);
  return { cross, squaredA: centred(sumsA), squaredB: centred(sumsB) };
}

/** Over rows, of each column. */
interface ColumnSums {
  values: Float64Array;
  squares: Float64Array;
}

const columnSums = (d: number): ColumnSums => ({ values: new Float64Array(d), squares: new Float64Array(d) });

/** Adds the all-ones vector to a matrix whose null space it spans on both sides, as large as an average direction. */
function addAllOnes(cross: Float64Array, d: number): void {
  let squares = 0;
  for (const value of cross) squares += value * value;
  const added = Math.sqrt(squares / d) / d;
  for (let i = 0; i < cross.length; i++) cross[i] += added;
}

/** Embedding rows [start, end), or those of `rows` there, in float64, each minus its mean over d, which are added to `sums`. */
async function centredEmbeddings(
  { checkpoint, spec }: TracedModel,
  options: { range: readonly [number, number]; rows: Int32Array | undefined; sums: ColumnSums },
): Promise<Float64Array> {
  const { range, rows, sums } = options;
  const name = spec.tokenEmbedding;
  const stored = await (rows === undefined
    ? checkpoint.read(name, { rows: range })
    : checkpoint.gatherRows(name, rows.subarray(...range)));
  const data = new Float64Array(stored);
  centreRows(data, spec.hiddenSize);
  addColumns(data, sums);
  return data;
}

function addColumns(data: Float64Array, { values, squares }: ColumnSums): void {
  const width = values.length;
  for (let start = 0; start < data.length; start += width) {
    for (let j = 0; j < width; j++) {
      const value = data[start + j];
      values[j] += value;
      squares[j] += value * value;
    }
  }
}

/** Subtracts from each row of a [n, width] matrix its mean, in place. */
export function centreRows(data: Float64Array, width: number): void {
  for (let start = 0; start < data.length; start += width) {
    let sum = 0;
    for (let i = start; i < start + width; i++) sum += data[i];
    const mean = sum / width;
    for (let i = start; i < start + width; i++) data[i] -= mean;
  }
}
