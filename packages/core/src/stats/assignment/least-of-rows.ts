import { blockRows, type CostMatrix, costAt, loadBlock } from './cost-matrix.ts';
import { kthSmallest } from './kth-smallest.ts';
import { assign, emptyMatching, type Matching } from './matching.ts';
import { columnsBelow, type RowScanner, rowMinima, rowMinimaOfBlock, setDuals } from './row-scanner.ts';
import { smallestCycle } from './smallest-cycle.ts';
import { extendRow, sparseCore } from './sparse-core.ts';

/** Entries per row that may be collected to make the gap exact. */
const gapEntriesPerRow = 16;
/** Share of the rows, those with the nearest second choice, whose swaps bound the gap from above. */
const swapShare = 1 / 16;

export interface LeastOfRows {
  matching: Matching;
  gap: number;
}

/**
 * Where the cheapest columns of all rows differ, they are the optimum and v = 0, u = the rows' minima prove it: one pass
 * over the matrix. Gives up at the first column wanted twice, on unrelated costs after about sqrt(cols) rows.
 * Float32 costs only, by WebAssembly.
 * @returns undefined where it does not apply, or a cost is not finite (or beyond 2^120)
 */
export function leastOfRows(matrix: CostMatrix): LeastOfRows | undefined {
  const { rows, cols, scanner } = matrix;
  if (scanner === undefined) return undefined;
  const matching = emptyMatching(rows, new Float64Array(cols));
  /** [rows] how much more a row's second choice costs, >= 0. */
  const regrets = new Float64Array(rows);
  const minima = rowMinimaOfBlock();
  for (let first = 0; first < rows; first += blockRows) {
    const count = loadBlock(matrix, first);
    if (!rowMinima(scanner, minima)) return undefined;
    for (let k = 0; k < count; k++) {
      if (matching.owner[minima.column[k]] >= 0) return undefined;
      assign(matching, first + k, minima.column[k], minima.least[k]);
      regrets[first + k] = minima.second[k] - minima.least[k];
    }
  }
  return { matching, gap: gapOf(matrix, { scanner, matching, regrets, found: new Int32Array(cols) }) };
}

interface Found {
  scanner: RowScanner;
  matching: Matching;
  regrets: Float64Array;
  found: Int32Array;
}

/** As `linearAssignment` defines it: the lightest cycle among the entries near enough to matter, or what lies beyond them. */
function gapOf(matrix: CostMatrix, { scanner, matching, regrets, found }: Found): number {
  const { rows, cols, sign } = matrix;
  const { assignment, assignedCost, owner } = matching;
  const [cells] = scanner.cells;
  const isSquare = rows === cols;
  if (isSquare && rows === 1) return Number.POSITIVE_INFINITY;
  const partlySorted = regrets.slice();
  const swapped = kthSmallest(partlySorted, rows, Math.ceil(rows * swapShare) - 1);
  const lightest = kthSmallest(partlySorted, rows, 0);
  let known = Number.POSITIVE_INFINITY;
  for (let row = 0; row < rows; row++) {
    if (regrets[row] > swapped) continue;
    loadBlock(matrix, row, 1);
    const count = columnsBelow(scanner, { k: 0, limit: assignedCost[row] + regrets[row], columns: found });
    for (let h = 0; h < count; h++) {
      if (found[h] === assignment[row]) continue;
      const other = owner[found[h]];
      const back = other < 0 ? 0 : costAt(matrix, other, assignment[row]) - assignedCost[other];
      known = Math.min(known, sign * cells[found[h]] - assignedCost[row] + back);
    }
  }
  // A cycle through an entry outside the core has that entry and, where no column is spare, at least one more: the row that
  // owned the column must take its second choice or worse.
  setDuals(
    scanner,
    Float64Array.from(owner, (other) => (other < 0 ? 0 : -regrets[other])),
  );
  const core = sparseCore({ rows, capacity: gapEntriesPerRow * rows, duals: matching.v });
  const columns = new Int32Array(cols);
  const costs = new Float64Array(cols);
  let bound = known;
  for (let row = 0; row < rows; row++) {
    if (regrets[row] + (isSquare ? lightest : 0) > bound) continue;
    loadBlock(matrix, row, 1);
    const hits = columnsBelow(scanner, { k: 0, limit: assignedCost[row] + bound, columns: found });
    let count = 0;
    for (let h = 0; h < hits; h++) {
      const j = found[h];
      if (j === assignment[row]) continue;
      const cost = sign * cells[j];
      if (core.used + count >= gapEntriesPerRow * rows) {
        bound = Math.min(bound, cost - assignedCost[row] + (owner[j] < 0 ? 0 : regrets[owner[j]]));
        continue;
      }
      columns[count] = j;
      costs[count++] = cost;
    }
    extendRow(core, row, { columns, costs, count });
  }
  return Math.min(bound, smallestCycle(core, matching).weight);
}
