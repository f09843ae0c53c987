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
  signal?: AbortSignal;
}): Promise<Float64Array> {
  const { a, b, signal } = options;
  const d = a.spec.hiddenSize;
  const meanA = await meanEmbedding(a, signal);
  const meanB = await meanEmbedding(b, signal);
  const cross = new Float64Array(d * d); // E_b^T E_a
  for (let start = 0; start < a.spec.vocabSize; start += chunkRows) {
    signal?.throwIfAborted();
    const end = Math.min(start + chunkRows, a.spec.vocabSize);
    const rowsA = await centredEmbeddings(a, [start, end], meanA);
    const rowsB = await centredEmbeddings(b, [start, end], meanB);
    const part = await matrixProduct({ a: rowsB, b: rowsA, m: d, k: end - start, n: d, transposeA: true });
    for (let i = 0; i < cross.length; i++) cross[i] += part[i];
  }
  addAllOnes(cross, d);
  return polarFactor({ a: cross, n: d, product: matrixProduct, signal });
}

/** Adds the all-ones vector to a matrix whose null space it spans on both sides, as large as an average direction. */
function addAllOnes(cross: Float64Array, d: number): void {
  let squares = 0;
  for (const value of cross) squares += value * value;
  const added = Math.sqrt(squares / d) / d;
  for (let i = 0; i < cross.length; i++) cross[i] += added;
}

/** Embedding rows [start, end) in float64, each minus its mean over d, then minus `mean` where given. */
async function centredEmbeddings(
  { checkpoint, spec }: TracedModel,
  rows: readonly [number, number],
  mean: Float64Array | null,
): Promise<Float64Array> {
  const data = new Float64Array(await checkpoint.read(spec.tokenEmbedding, { rows }));
  centreRows(data, spec.hiddenSize);
  if (mean !== null) {
    for (let i = 0; i < data.length; i += spec.hiddenSize) {
      for (let j = 0; j < spec.hiddenSize; j++) data[i + j] -= mean[j];
    }
  }
  return data;
}

async function meanEmbedding(model: TracedModel, signal?: AbortSignal): Promise<Float64Array> {
  const { hiddenSize, vocabSize } = model.spec;
  const mean = new Float64Array(hiddenSize);
  for (let start = 0; start < vocabSize; start += chunkRows) {
    signal?.throwIfAborted();
    const rows = await centredEmbeddings(model, [start, Math.min(start + chunkRows, vocabSize)], null);
    for (let i = 0; i < rows.length; i += hiddenSize) {
      for (let j = 0; j < hiddenSize; j++) mean[j] += rows[i + j];
    }
  }
  return mean.map((sum) => sum / vocabSize);
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
