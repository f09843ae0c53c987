import { type ColumnHeap, clearHeap, columnHeap, raise, takeLeast } from './column-heap.ts';
import { assign, type Matching } from './matching.ts';
import type { SparseCore } from './sparse-core.ts';

/** Scratch of the shortest-path search, allocated once per problem. */
export interface PathSearch {
  readonly heap: ColumnHeap;
  /** [cols] distance from the free row, Infinity where not reached. */
  readonly distance: Float64Array;
  /** [cols] row and cost through which a column was reached. */
  readonly fromRow: Int32Array;
  readonly fromCost: Float64Array;
  /** [cols] columns reached, and those whose distance is final, in order. */
  readonly reached: Int32Array;
  readonly settled: Int32Array;
  reachedCount: number;
  settledCount: number;
}

export function pathSearch(cols: number): PathSearch {
  return {
    heap: columnHeap(cols),
    distance: new Float64Array(cols).fill(Number.POSITIVE_INFINITY),
    fromRow: new Int32Array(cols),
    fromCost: new Float64Array(cols),
    reached: new Int32Array(cols),
    settled: new Int32Array(cols),
    reachedCount: 0,
    settledCount: 0,
  };
}

/**
 * Assigns one free row along the shortest alternating path (Dijkstra on reduced costs, columns in a heap) and updates the
 * duals so that everything assigned stays tight.
 * @returns false when the core has no path from this row to a free column; the matching is then untouched and
 *   `search.settled[0..settledCount)` are the columns reached: their owners and the row need more candidates
 */
export function augmentRow(core: SparseCore, matching: Matching, search: PathSearch, row: number): boolean {
  const { owner, assignment, assignedCost, v } = matching;
  const { heap, distance, fromRow, fromCost, reached, settled } = search;
  const { start, length, columns, costs, bases } = core;
  let reachedCount = 0;
  let settledCount = 0;
  let bestFree = Number.POSITIVE_INFINITY;
  let sink = -1;
  let scanned = row;
  let offset = 0; // reduced cost of entry (scanned, j), seen from the free row, is cost - v[j] - offset
  for (;;) {
    const end = start[scanned] + length[scanned];
    for (let at = start[scanned]; at < end && bases[at] - offset < bestFree; at++) {
      const column = columns[at];
      const through = costs[at] - v[column] - offset;
      if (through >= distance[column] || through >= bestFree) continue;
      if (distance[column] === Number.POSITIVE_INFINITY) reached[reachedCount++] = column;
      // A settled column can only look closer by rounding.
      else if (owner[column] >= 0 && heap.place[column] < 0) continue;
      distance[column] = through;
      fromRow[column] = scanned;
      fromCost[column] = costs[at];
      if (owner[column] < 0) {
        bestFree = through;
        sink = column;
      } else raise(heap, distance, column);
    }
    if (heap.size === 0 || distance[heap.items[0]] >= bestFree) break;
    const column = takeLeast(heap, distance);
    settled[settledCount++] = column;
    scanned = owner[column];
    offset = assignedCost[scanned] - v[column] - distance[column];
  }
  search.reachedCount = reachedCount;
  search.settledCount = settledCount;
  if (sink >= 0) {
    for (let s = 0; s < settledCount; s++) v[settled[s]] += distance[settled[s]] - bestFree;
    for (let column = sink; ; ) {
      const through = fromRow[column];
      const previous = assignment[through];
      assign(matching, through, column, fromCost[column]);
      if (through === row) break;
      column = previous;
    }
  }
  clearHeap(heap);
  for (let r = 0; r < reachedCount; r++) distance[reached[r]] = Number.POSITIVE_INFINITY;
  return sink >= 0;
}
