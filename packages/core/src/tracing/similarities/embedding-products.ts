import { matrixProduct } from '../../engine/index.ts';
import { type SharedRows, sharedRows } from '../shared-rows.ts';
import type { TraceRun } from '../trace-run.ts';
import type { TracedModel } from '../traced-model.ts';

/** Products of the token embeddings X of the base and Y of the model over shared rows, both centred over these. */
export interface EmbeddingProducts {
  readonly rows: SharedRows;
  /** X^T X [p, p], Y^T Y [q, q] and X^T Y [p, q], row-major; p and q the widths of the embeddings. */
  readonly base: Float64Array;
  readonly model: Float64Array;
  readonly cross: Float64Array;
  /** Squared norm of each row of X and of Y. */
  readonly squaredBase: Float64Array;
  readonly squaredModel: Float64Array;
}

/** Rows of both embeddings in memory at a time. */
const chunkRows = 4096;

/** One pass for the means, one for the products, rows read by parts: memory p^2 + q^2 + p q in float64. */
export function embeddingProducts(run: TraceRun): Promise<EmbeddingProducts> {
  return run.once('embedding products', async () => {
    const { base, model, signal } = run;
    const rows = await sharedRows(run);
    const count = rows.base.length;
    const means = { base: await meanRow(base, rows.base, signal), model: await meanRow(model, rows.model, signal) };
    const [p, q] = [base.spec.embeddingSize, model.spec.embeddingSize];
    const sums = { base: new Float64Array(p * p), model: new Float64Array(q * q), cross: new Float64Array(p * q) };
    const squaredBase = new Float64Array(count);
    const squaredModel = new Float64Array(count);
    for (let start = 0; start < count; start += chunkRows) {
      signal.throwIfAborted();
      const end = Math.min(start + chunkRows, count);
      const x = await centredRows(base, rows.base.subarray(start, end), means.base);
      const y = await centredRows(model, rows.model.subarray(start, end), means.model);
      squaredBase.set(squaredNorms(x, p), start);
      squaredModel.set(squaredNorms(y, q), start);
      const k = end - start;
      addTo(sums.base, await matrixProduct({ a: x, b: x, m: p, k, n: p, transposeA: true }));
      addTo(sums.model, await matrixProduct({ a: y, b: y, m: q, k, n: q, transposeA: true }));
      addTo(sums.cross, await matrixProduct({ a: x, b: y, m: p, k, n: q, transposeA: true }));
    }
    return { rows, ...sums, squaredBase, squaredModel };
  });
}

async function meanRow({ checkpoint, spec }: TracedModel, ids: Int32Array, signal: AbortSignal): Promise<Float64Array> {
  const width = spec.embeddingSize;
  const sum = new Float64Array(width);
  for (let start = 0; start < ids.length; start += chunkRows) {
    signal.throwIfAborted();
    const rows = await checkpoint.gatherRows(spec.tokenEmbedding, ids.subarray(start, start + chunkRows));
    for (let i = 0; i < rows.length; i++) sum[i % width] += rows[i];
  }
  return sum.map((value) => value / ids.length);
}

async function centredRows({ checkpoint, spec }: TracedModel, ids: Int32Array, mean: Float64Array) {
  const rows = Float64Array.from(await checkpoint.gatherRows(spec.tokenEmbedding, ids));
  for (let i = 0; i < rows.length; i++) rows[i] -= mean[i % mean.length];
  return rows;
}

function squaredNorms(rows: Float64Array, width: number): Float64Array {
  const norms = new Float64Array(rows.length / width);
  for (let i = 0; i < rows.length; i++) norms[Math.floor(i / width)] += rows[i] * rows[i];
  return norms;
}

function addTo(sum: Float64Array, part: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += part[i];
}
