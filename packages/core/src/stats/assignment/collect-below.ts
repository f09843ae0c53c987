import type { CostMatrix } from './cost-matrix.ts';
import { columnsBelow } from './row-scanner.ts';

/** Columns found in each of the four rows of a block. */
export interface BlockHits {
  /** [4] how many. */
  readonly counts: Int32Array;
  /** Four lists of capacity cols, ascending columns. */
  readonly columns: readonly [Int32Array, Int32Array, Int32Array, Int32Array];
}

export function blockHits(cols: number): BlockHits {
  const list = () => new Int32Array(cols);
  return { counts: new Int32Array(4), columns: [list(), list(), list(), list()] };
}

/**
 * Of the four rows of the loaded block, all columns whose reduced cost c_ij - v_j is at most the row's limit.
 * Both dense passes of the solver (choice of candidates, dual check) are this loop: few cells pass, so its branches are
 * predicted and it runs near memory speed (about 1 ns a cell; by a scanner, 0.3).
 * @param limits  [4]; -Infinity finds nothing
 * @param v  where the matrix has a scanner, what `setDuals` was told
 */
export function collectBelow(
  { block: [row0, row1, row2, row3], sign, scanner }: CostMatrix,
  { v, limits, hits }: { v: Float64Array; limits: Float64Array; hits: BlockHits },
): void {
  const [list0, list1, list2, list3] = hits.columns;
  if (scanner !== undefined) {
    for (let k = 0; k < 4; k++) {
      const limit = limits[k];
      hits.counts[k] =
        limit === Number.NEGATIVE_INFINITY ? 0 : columnsBelow(scanner, { k, limit, columns: hits.columns[k] });
    }
    return;
  }
  const cols = v.length;
  const limit0 = limits[0];
  const limit1 = limits[1];
  const limit2 = limits[2];
  const limit3 = limits[3];
  let count0 = 0;
  let count1 = 0;
  let count2 = 0;
  let count3 = 0;
  for (let j = 0; j < cols; j++) {
    const dual = v[j];
    if (sign * row0[j] - dual <= limit0) list0[count0++] = j;
    if (sign * row1[j] - dual <= limit1) list1[count1++] = j;
    if (sign * row2[j] - dual <= limit2) list2[count2++] = j;
    if (sign * row3[j] - dual <= limit3) list3[count3++] = j;
  }
  hits.counts[0] = count0;
  hits.counts[1] = count1;
  hits.counts[2] = count2;
  hits.counts[3] = count3;
}
