import { matrixProduct } from '../../engine/index.ts';
import { ModelTraceError } from '../../errors.ts';
import { polarFactor } from '../../stats/index.ts';
import { seededRandom } from '../seeded-random.ts';
import { embeddingProducts } from '../similarities/embedding-products.ts';
import type { TraceRun } from '../trace-run.ts';

export interface StreamMatching {
  /** [d] coordinate of the model that is matched to each one of the base. */
  order: Int32Array;
  /** Mean cosine of matched coordinates. */
  cosine: number;
  /** How much worse any other matching is at the least, relative to the sum of cosines. */
  tieGap: number;
}

/**
 * The permutation of the residual stream that makes the token embeddings of the model most like those of the base: coordinates
 * are vectors over the tokens that both have, centred, matched by the sum of cosines. Hidden units play no part in it.
 * The model's coordinates are shuffled before and back after, so that ties do not prefer the order they stand in.
 * @throws TRACE_ALIGNMENT_UNSUPPORTED, TRACE_HIDDEN_SIZE_MISMATCH, TRACE_DEGENERATE
 */
export async function matchStream(run: TraceRun): Promise<StreamMatching> {
  const { pool, seed, signal } = run;
  const d = streamWidth(run);
  const { base, model, cross } = await embeddingProducts(run);
  const shuffled = seededRandom(seed, 'stream').permutation(d);
  const cost = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < d; j++) {
      const length = Math.sqrt(base[i * d + i] * model[shuffled[j] * d + shuffled[j]]);
      cost[i * d + j] = length > 0 ? cross[i * d + shuffled[j]] / length : 0;
    }
  }
  const { assignment, total, gap } = await pool.linearAssignment({ cost, rows: d, cols: d, maximize: true, signal });
  if (total === 0) throw new ModelTraceError('TRACE_DEGENERATE', 'The token embeddings have nothing in common');
  return { order: assignment.map((j) => shuffled[j]), cosine: total / d, tieGap: gap / Math.abs(total) };
}

/**
 * The rotation of the residual stream that brings the token embeddings of the model closest to those of the base: the polar
 * factor of Y^T X over the tokens that both have, centred (orthogonal Procrustes, doi:10.1007/BF02289451). Under LayerNorms the
 * mean over the stream carries nothing; it is taken out, and the rotation keeps the all-ones vector.
 * @returns Q [d, d] row-major: rows of the model times Q compare with rows of the base
 * @throws TRACE_ALIGNMENT_UNSUPPORTED, TRACE_HIDDEN_SIZE_MISMATCH
 */
export async function matchRotation(run: TraceRun): Promise<Float64Array> {
  const d = streamWidth(run);
  const { cross } = await embeddingProducts(run); // X^T Y
  const a = new Float64Array(d * d);
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) a[j * d + i] = cross[i * d + j];
  const { finalNorm, blocks } = run.model.spec;
  const norms = [
    finalNorm,
    ...blocks.flatMap(({ attentionNorms, mlpNorms }) => [attentionNorms.input, mlpNorms.input]),
  ];
  if (norms.some((norm) => norm?.kind === 'layer')) keepAllOnes(a, d);
  return polarFactor({ a, n: d, product: matrixProduct, signal: run.signal });
}

/** Centres rows and columns, then adds the all-ones vector as large as an average direction. */
function keepAllOnes(a: Float64Array, d: number): void {
  const [rows, cols] = [new Float64Array(d), new Float64Array(d)];
  let all = 0;
  for (let i = 0; i < a.length; i++) {
    rows[Math.floor(i / d)] += a[i] / d;
    cols[i % d] += a[i] / d;
    all += a[i] / (d * d);
  }
  let squares = 0;
  for (let i = 0; i < a.length; i++) {
    a[i] += all - rows[Math.floor(i / d)] - cols[i % d];
    squares += a[i] * a[i];
  }
  const added = Math.sqrt(squares / d) / d;
  for (let i = 0; i < a.length; i++) a[i] += added;
}

function streamWidth({ base, model }: TraceRun): number {
  const { hiddenSize } = base.spec;
  for (const { spec, source } of [base, model]) {
    if (spec.hiddenSize !== hiddenSize) {
      throw new ModelTraceError(
        'TRACE_HIDDEN_SIZE_MISMATCH',
        `${source.id} has hidden size ${spec.hiddenSize}, its base ${hiddenSize}`,
        { fix: 'Leave --align out: streams of different widths have no common coordinates' },
      );
    }
    if (spec.embeddingSize === hiddenSize) continue;
    throw new ModelTraceError(
      'TRACE_ALIGNMENT_UNSUPPORTED',
      `The embedding of ${source.id} has another width than its stream, which cannot be told by it`,
      { fix: 'Use --align units, which needs no embedding' },
    );
  }
  return hiddenSize;
}
