import type { ThreadPool } from '../threads/index.ts';
import { embeddingProducts } from './align-residual-streams.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { TracedModel } from './traced-model.ts';

/**
 * The one-to-one assignment of the coordinates of b's residual stream to those of a that maximises the sum of cosines of the
 * columns of the embeddings (rows centred over d, then over tokens). Handles permutations, not rotations; never looks at hidden
 * units. Coordinates of b are relabelled at random before and back after it, as in `matchUnits`.
 * @returns [d] coordinate of b for each coordinate of a
 */
export async function assignResidualStreams(options: {
  a: TracedModel;
  b: TracedModel;
  /** Rows that stand for the same tokens; default all, in their order. */
  rows?: { a: Int32Array; b: Int32Array };
  pool: ThreadPool;
  random: SeededRandom;
  signal?: AbortSignal;
}): Promise<Int32Array> {
  const { a, pool, random, signal } = options;
  const d = a.spec.hiddenSize;
  const { cross, squaredA, squaredB } = await embeddingProducts(options);
  const relabelling = random.permutation(d);
  const inverse = (squared: number) => (squared > 0 ? 1 / Math.sqrt(squared) : 0);
  const cost = Float64Array.from({ length: d * d }, (_, i) => {
    const [of, at] = [Math.floor(i / d), relabelling[i % d]];
    return cross[at * d + of] * inverse(squaredA[of]) * inverse(squaredB[at]);
  });
  const { assignment } = await pool.linearAssignment({ cost, rows: d, cols: d, maximize: true, signal });
  return assignment.map((column) => relabelling[column]);
}
