import { matrixProduct } from '../../engine/index.ts';
import type { SimilarityResult } from '../../results/index.ts';
import type { Statistic } from '../statistic.ts';
import type { TraceRun } from '../trace-run.ts';
import { type EmbeddingProducts, embeddingProducts } from './embedding-products.ts';
import type { HeadProjections } from './head-projections.ts';
import { tokenProjections } from './token-projections.ts';

/**
 * What each head of attention looks for, compared: the scores S_h = E W_q,h^T W_k,h E^T that it gives to pairs of tokens of the
 * vocabulary (E: embedding rows through the block's norm, centred over tokens), by their cosine
 *
 *   <S_h, S'_h'> / (||S_h|| ||S'_h'||),   <S_h, S'_h'> = sum (W_q,h G W'_q,h'^T) * (W_k,h G W'_k,h'^T),   G = E^T E'.
 *
 * Invariant to rotations inside a head, to rotations and permutations of the stream, and to the order of heads: they are
 * assigned so that the sum of cosines is largest. Positions are left out, so it is a score at distance 0. Blocks are
 * compared as named, else in order as far as both models have them. O(d^3) a block beside O(V d^2) once.
 */
export const qk: Statistic = {
  id: 'qk',
  variants: [],
  run: async (run) => ({ group: 'similarities', result: await heads(run) }),
};

type HeadSimilarity = Extract<SimilarityResult, { statistic: 'qk' }>;

async function heads(run: TraceRun): Promise<SimilarityResult> {
  const { base, model, pairs, signal } = run;
  const finished = run.countOf('qk', pairs.length);
  const products = await embeddingProducts(run);
  const blocks: HeadSimilarity['blocks'] = [];
  for (const { block, baseBlock } of pairs) {
    signal.throwIfAborted();
    const [a, b] = [await tokenProjections(base, baseBlock), await tokenProjections(model, block)];
    const cosines = await headCosines(a, b, products);
    blocks.push({ block, baseBlock, ...(await assigned(run, { cosines, rows: a.heads, cols: b.heads })) });
    finished();
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    statistic: 'qk',
    value: mean(blocks.flatMap(({ similarities }) => similarities)),
    others: mean(blocks.map(({ others }) => others)),
    tokens: products.rows.base.length,
    tokensBy: products.rows.by,
    blocks,
  };
}

/** [heads of the base, heads of the model]; 0 where a head gives all tokens the same scores. */
async function headCosines(a: HeadProjections, b: HeadProjections, products: EmbeddingProducts): Promise<Float64Array> {
  const cross = await scoreProducts(a, b, products.cross);
  const lengths = async (of: HeadProjections, gram: Float64Array) => {
    const own = await scoreProducts(of, of, gram);
    return Float64Array.from({ length: of.heads }, (_, head) => Math.sqrt(Math.max(0, own[head * of.heads + head])));
  };
  const [lengthsA, lengthsB] = [await lengths(a, products.base), await lengths(b, products.model)];
  return cross.map((product, i) => {
    const length = lengthsA[Math.floor(i / b.heads)] * lengthsB[i % b.heads];
    return length > 0 ? product / length : 0;
  });
}

/** <S_h, S'_h'> of all pairs of heads, [heads of a, heads of b]. @param gram  E^T E' */
async function scoreProducts(a: HeadProjections, b: HeadProjections, gram: Float64Array): Promise<Float64Array> {
  const through = async (x: Float64Array, y: Float64Array, heads: number) => {
    const rows = heads * a.headDim;
    const width = x.length / rows;
    const otherWidth = gram.length / width;
    const moved = await matrixProduct({ a: x, b: gram, m: rows, k: width, n: otherWidth });
    return matrixProduct({ a: moved, b: y, m: rows, k: otherWidth, n: y.length / otherWidth, transposeB: true });
  };
  const queries = await through(a.query, b.query, a.heads); // [heads * headDim] of a by [heads * headDim] of b
  const keys = await through(a.key, b.key, a.kvHeads);
  const sums = new Float64Array(a.heads * b.heads);
  for (let h = 0; h < a.heads; h++) {
    const keyRow = Math.floor((h * a.kvHeads) / a.heads) * a.headDim;
    for (let g = 0; g < b.heads; g++) {
      const keyCol = Math.floor((g * b.kvHeads) / b.heads) * b.headDim;
      let sum = 0;
      for (let i = 0; i < a.headDim; i++) {
        const q = (h * a.headDim + i) * b.heads * b.headDim + g * b.headDim;
        const k = (keyRow + i) * b.kvHeads * b.headDim + keyCol;
        for (let j = 0; j < b.headDim; j++) sum += queries[q + j] * keys[k + j];
      }
      sums[h * b.heads + g] = sum;
    }
  }
  return sums;
}

/** The matching of heads with the largest sum of cosines; of unequal numbers the fewer are matched. */
async function assigned(
  { pool, signal }: TraceRun,
  { cosines, rows, cols }: { cosines: Float64Array; rows: number; cols: number },
): Promise<Pick<HeadSimilarity['blocks'][number], 'matching' | 'similarities' | 'others'>> {
  const wide = rows <= cols;
  const cost = wide ? cosines.slice() : transposed(cosines, { rows, cols });
  const { assignment } = await pool.linearAssignment({
    ...{ cost, rows: Math.min(rows, cols), cols: Math.max(rows, cols), maximize: true, signal },
  });
  const matching: (number | null)[] = Array.from({ length: rows }, () => null);
  for (const [one, other] of assignment.entries()) {
    if (wide) matching[one] = other;
    else matching[other] = one;
  }
  const similarities = matching.flatMap((head, h) => (head === null ? [] : cosines[h * cols + head]));
  const total = cosines.reduce((sum, value) => sum + value, 0);
  const matched = similarities.reduce((sum, value) => sum + value, 0);
  const rest = cosines.length - similarities.length;
  return { matching, similarities, others: rest === 0 ? 0 : (total - matched) / rest };
}

function transposed(matrix: Float64Array, { rows, cols }: { rows: number; cols: number }): Float64Array {
  return Float64Array.from(matrix, (_, i) => matrix[(i % rows) * cols + Math.floor(i / rows)]);
}
