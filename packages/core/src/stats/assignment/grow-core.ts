import { type CostMatrix, loadBlock } from './cost-matrix.ts';
import { kthSmallest } from './kth-smallest.ts';
import type { Matching } from './matching.ts';
import { extendRow, type SparseCore } from './sparse-core.ts';

export interface GrowCoreOptions {
  core: SparseCore;
  matching: Matching;
  /** The free row that found no free column. */
  row: number;
  /** The columns it reached: all are assigned, and all candidates of their owners are among them. */
  reached: Int32Array;
}

/**
 * Makes a way out for a free row that the core locks in (Hall's condition fails: more rows than columns among their
 * candidates): every row concerned gets the best columns outside, half as many as it has. Ties are taken in cyclic order
 * from the row's own index, so that equal rows do not all choose the same columns. Growth by half bounds the repetitions
 * by O(log cols).
 */
export function growCore(matrix: CostMatrix, { core, matching, row, reached }: GrowCoreOptions): void {
  const { cols, sign } = matrix;
  const { owner, v } = matching;
  const isReached = new Uint8Array(cols);
  for (const column of reached) isReached[column] = 1;
  const reduced = new Float64Array(cols);
  const columns = new Int32Array(cols);
  const costs = new Float64Array(cols);
  for (let r = -1; r < reached.length; r++) {
    const grown = r < 0 ? row : owner[reached[r]];
    loadBlock(matrix, grown, 1);
    const [cells] = matrix.block;
    let outside = 0;
    for (let j = 0; j < cols; j++) if (isReached[j] === 0) reduced[outside++] = sign * cells[j] - v[j];
    const wanted = Math.min(outside, Math.max(8, core.length[grown] >> 1));
    const border = kthSmallest(reduced, outside, wanted - 1);
    let count = 0;
    for (let j = 0; j < cols; j++) {
      if (isReached[j] === 1 || !(sign * cells[j] - v[j] < border)) continue;
      columns[count] = j;
      costs[count++] = sign * cells[j];
    }
    for (let step = 0; step < cols && count < wanted; step++) {
      const j = (grown + step) % cols;
      if (isReached[j] === 1 || sign * cells[j] - v[j] !== border) continue;
      columns[count] = j;
      costs[count++] = sign * cells[j];
    }
    extendRow(core, grown, { columns, costs, count });
  }
}
