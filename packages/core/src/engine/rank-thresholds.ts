import type { ModelSpec } from '../architectures/index.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { convertElements } from './convert-elements.ts';
import { type HiddenStates, splitRanges } from './hidden-states.ts';
import type { ComputeDtype } from './provider.ts';
import { allocate, type Elements } from './tensor.ts';

export interface RankThresholdsOptions {
  readonly checkpoint: Checkpoint;
  readonly spec: ModelSpec;
  readonly dtype: ComputeDtype;
  /** What the head multiplies, [rows, embeddingSize]. */
  readonly states: HiddenStates;
  /** [rows] */
  readonly targets: Int32Array;
}

/** Rows of which targets' rows of the head are in memory at a time. */
const rowsAtOnce = 1024;

/**
 * Rounding of a product that is allowed for, in units of eps * sqrt(sum of squared partial sums), its standard deviation but
 * for a factor. Seen were up to 2.1 of them in float32 (widths 4 to 4,096, 1 to 1,000 rows, with and without one large
 * feature; 3.6 million products), where units of eps * sum |x_i w_i| go from 0.2 to 10.7; on SmolLM2-135M, up to 0.2.
 */
const allowedRounding = 4;

/**
 * For each target the largest product x . w (+ bias), before scale and soft cap, that counts as equal to its own:
 *   s_n + 4 eps sqrt(s_1^2 + ... + s_n^2),  s_k = x_1 w_1 + ... + x_k w_k, s_n with the bias
 * in double precision with the head's own row, where eps is that of float32 (in which halves are summed up too) or of float64;
 * rounded to the number format of the run. Logits that rounding cannot tell apart, those of equal rows above all, are then ties.
 * Source of the model of rounding errors: Higham and Mary 2019, doi:10.1137/18M1226312.
 * @returns [rows]; O(rows * embeddingSize)
 * @throws what `Checkpoint.gatherRows` throws, WEIGHTS_OVERFLOW
 */
export async function rankThresholds(options: RankThresholdsOptions): Promise<Elements> {
  const { checkpoint, spec, dtype, states: hidden, targets } = options;
  const { embeddingSize: width, head } = spec;
  const read = async (name: string, values: Promise<Float32Array>) => convertElements(await values, { dtype, name });
  const bias = head.bias === null ? null : await read(head.bias, checkpoint.read(head.bias));
  const tolerance = allowedRounding * (dtype === 'float64' ? Number.EPSILON : 2 ** -23);
  const bounds = allocate(dtype, targets.length);
  await hidden.read(splitRanges([{ firstRow: 0, rows: targets.length }], rowsAtOnce), async (states, range) => {
    const wanted = targets.subarray(range.firstRow, range.firstRow + range.rows);
    const tokens = Int32Array.from(new Set(wanted)).sort();
    const places = new Map(Array.from(tokens, (token, place) => [token, place]));
    const weights = await read(head.tensor, checkpoint.gatherRows(head.tensor, tokens)); // [tokens, width]
    for (const [i, token] of wanted.entries()) {
      const row = places.get(token)! * width;
      let product = 0;
      let squares = 0;
      for (let j = 0; j < width; j++) {
        product += states[i * width + j] * weights[row + j];
        squares += product * product;
      }
      if (bias !== null) product += bias[token];
      bounds[range.firstRow + i] = product + tolerance * Math.sqrt(squares + product * product);
    }
  });
  return bounds;
}
